using System.Net;
using System.Net.Sockets;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Npgsql;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>A commit whose answer never comes: it was made or it was not, and the log finds out which.</summary>
public sealed class LostCommitTests
{
    [TestCase(true, TestName = "A_commit_that_was_made_and_not_heard_of_is_receipted_once_where_it_stands")]
    [TestCase(false, TestName = "A_commit_that_was_never_made_is_made_once")]
    public async Task Commit(bool made)
    {
        await using var log = await TestLog.NewAsync(DatabaseKind.Postgres);
        var address = new NpgsqlConnectionStringBuilder(await AddressAsync(log));
        await using var way = new CommitEatingProxy(address.Host!, address.Port, made);
        address.Host = "127.0.0.1";
        address.Port = way.Port;
        await using var through = new Database(new DatabaseOptions { Kind = DatabaseKind.Postgres, ConnectionString = address.ToString() });
        var writer = log.Writer(through: through);
        await writer.AppendAsync(TestLog.Entry(Ids.New()), default);
        var transactions = Enumerable.Range(0, 5).Select(_ => Ids.New()).ToArray();

        way.EatNext();
        var receipts = await Task.WhenAll(transactions.Select(transaction => writer.AppendAsync(TestLog.Entry(transaction), default)));

        Assert.That(way.Eaten, Is.EqualTo(1), "the test did what it says");
        Assert.That(receipts.Select(receipt => receipt.Index), Is.EqualTo(new long[] { 1, 2, 3, 4, 5 }));
        Assert.That((await log.WholeAsync()).Skip(1), Is.EqualTo(transactions));
    }

    [Test]
    public async Task A_database_killed_under_load_loses_nothing_that_was_receipted_and_doubles_nothing()
    {
        await using var server = await TestServers.PrivatePostgresAsync();
        await using var log = await TestLog.NewAsync(DatabaseKind.Postgres, server);
        var writer = log.Writer();
        var receipted = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var transaction = Ids.New();
                try
                {
                    receipted[transaction] = (await writer.AppendAsync(TestLog.Entry(transaction), default)).Index;
                }
                catch (LogUnavailableException)
                {
                    await Task.Delay(20);
                }
            }
        })).ToArray();

        for (var kill = 0; kill < 3; kill++)
        {
            var before = receipted.Count;
            await Until.TrueAsync(() => receipted.Count > before + 100, seconds: 30);
            await server.KillAsync();
            await server.StartAsync();
        }

        var last = receipted.Count;
        await Until.TrueAsync(() => receipted.Count > last + 100, seconds: 30);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        await writer.DisposeAsync();

        var written = await log.WholeAsync();
        Assert.That(written.Distinct().Count(), Is.EqualTo(written.Count), "no entry twice");
        foreach (var (transaction, index) in receipted) Assert.That(written[(int)index], Is.EqualTo(transaction));
    }

    internal static async Task<string> AddressAsync(TestLog log)
    {
        await using var connection = (NpgsqlConnection)await log.Database.OpenAsync(default);

        // The password is not in the connection's own string; the server's is.
        return new NpgsqlConnectionStringBuilder((await TestServers.PostgresAsync()).For(connection.Database)).ToString();
    }

    /// <summary>Passes everything until a COMMIT comes by: it drops the connection then, before the server hears of it or after it has answered.</summary>
    private sealed class CommitEatingProxy : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, Ports.Free());
        private readonly string host;
        private readonly int port;
        private readonly bool letThrough;
        private volatile bool armed;
        private int eaten;

        public CommitEatingProxy(string host, int port, bool letThrough)
        {
            (this.host, this.port, this.letThrough) = (host, port, letThrough);
            listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Eaten => eaten;

        public void EatNext() => armed = true;

        public ValueTask DisposeAsync()
        {
            listener.Dispose();

            return ValueTask.CompletedTask;
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Disposed.
            }
        }

        private async Task ServeAsync(TcpClient near)
        {
            using var far = new TcpClient();
            using (near)
            {
                try
                {
                    await far.ConnectAsync(host, port);
                    var back = far.GetStream().CopyToAsync(near.GetStream());
                    var bytes = new byte[65536];
                    while (await near.GetStream().ReadAsync(bytes) is > 0 and var length)
                    {
                        var isCommit = armed && bytes.AsSpan(0, length).IndexOf("COMMIT\0"u8) >= 0; // and not the isolation level READ COMMITTED
                        if (isCommit)
                        {
                            armed = false;
                            Interlocked.Increment(ref eaten);
                            near.Client.Shutdown(SocketShutdown.Both);
                            if (letThrough) await far.GetStream().WriteAsync(bytes.AsMemory(0, length));
                            else return;

                            await far.GetStream().FlushAsync();
                            using var limit = new CancellationTokenSource(2000);
                            far.Client.Shutdown(SocketShutdown.Send);
                            await back.WaitAsync(limit.Token);

                            return;
                        }

                        await far.GetStream().WriteAsync(bytes.AsMemory(0, length));
                    }
                }
                catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
                {
                    // One side has gone; so goes the other.
                }
            }
        }
    }
}
