using System.Security.Cryptography;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>Whatever is shuffled, doubled, dropped or broken off between any two statements, the reader ends with each fact once, in each child's order.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class StreamPropertyTests(DatabaseKind kind)
{
    [Test]
    public async Task Any_delivery_with_any_breaks_ends_in_the_same_state()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BB_SEED"), out var given) ? given : RandomNumberGenerator.GetInt32(int.MaxValue);
        var rounds = Environment.GetEnvironmentVariable("BB_SOAK") == "1" ? 60 : 4;
        await TestContext.Out.WriteLineAsync($"seed {seed} (BB_SEED), {rounds} rounds");
        for (var round = 0; round < rounds; round++) await RoundAsync(new Chance(seed + round));
    }

    private async Task RoundAsync(Chance chance)
    {
        await using var publisher = await PublisherSide.NewAsync(kind);
        await using var reader = await ReaderSide.NewAsync(kind);
        var source = new DirectSource(publisher) { Before = () => chance.OneIn(5) ? throw new HttpRequestException("cut") : Task.CompletedTask };
        reader.Around = (_, transaction, _) => BreakAsync(chance, transaction);
        await Faults.PlantAsync(publisher.Database, "stream_head", "stream_entries", "facts");
        await Faults.PlantAsync(reader.Database, "stream_position", "stream_parked");
        var followers = new[] { reader.Follow(source), reader.Follow(source) };

        var children = Enumerable.Range(0, 5).Select(_ => Ids.New()).ToArray();
        var told = new List<StreamEntry>();
        for (var step = 0; step < 40; step++)
        {
            await TryAsync(async () => told.AddRange(await publisher.TellAsync([.. Enumerable.Range(0, 1 + chance.Of(4)).Select(_ => children[chance.Of(5)])])));
            if (chance.OneIn(15)) await TryAsync(() => publisher.Writer.NewEpochAsync(default));

            // Some of what was told of late, in any order, some twice, some never.
            var delivery = told.TakeLast(12).Where(_ => chance.OneIn(2)).Concat(told.TakeLast(3)).OrderBy(_ => chance.Of(1000)).ToList();
            await Task.WhenAll(followers.Select(follower => TryAsync(() => follower.ReceiveAsync(delivery, default))));
            if (chance.OneIn(6)) await TryAsync(() => followers[0].CompareAsync(default));
        }

        await Faults.PullOutAsync(publisher.Database, "stream_head", "stream_entries", "facts");
        await Faults.PullOutAsync(reader.Database, "stream_position", "stream_parked");
        (source.Before, reader.Around) = (() => Task.CompletedTask, (_, _, _) => Task.CompletedTask);
        await followers[0].CatchUpAsync(default);

        await reader.MustAgreeWith(publisher);
        Assert.That((await followers[0].PositionAsync(default)).Parked, Is.Zero);
        Assert.That(told, Is.Not.Empty);
    }

    /// <summary>Breaks off inside the transaction: an exception, or the database's own end of the connection is killed.</summary>
    private async Task BreakAsync(Chance chance, System.Data.Common.DbTransaction transaction)
    {
        if (chance.OneIn(40)) throw new TimeoutException();
        if (kind == DatabaseKind.Postgres && chance.OneIn(60)) await transaction.Connection!.ExecuteAsync("SELECT pg_terminate_backend(pg_backend_pid())", transaction: transaction);
    }

    private static async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is TimeoutException or HttpRequestException or System.Data.Common.DbException or StreamException or ObjectDisposedException or InvalidOperationException)
        {
            // As a process that died there: nothing more happens, and the next one goes on from what is committed.
        }
    }

    /// <summary>Seeded, and safe to ask from two followers at once.</summary>
    private sealed class Chance(int seed)
    {
#pragma warning disable RS0030 // A test that names its seed can be run again.
        private readonly Random random = new(seed);
#pragma warning restore RS0030

        public int Of(int most)
        {
            lock (random) return random.Next(most);
        }

        public bool OneIn(int most) => Of(most) == 0;
    }
}
