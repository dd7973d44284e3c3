using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BoroughBridge.Streams;

/// <summary>
/// The reading end of one stream. Position and change are committed together; what was applied before is ignored, a gap is held back and
/// pulled, another epoch or a hash that does not follow forces a resync from the snapshot (decision 3). Any number of followers of one
/// database may run at once: the position's lock puts them in order.
/// </summary>
public sealed class StreamFollower
{
    private const int MostResyncs = 3;

    private readonly Database database;
    private readonly IStreamSource source;
    private readonly IStreamApplier applier;
    private readonly TimeProvider clock;
    private readonly StreamMeters? meters;
    private readonly ILogger logger;
    private readonly EntryRun run;
    private readonly Heard heard = new();

    public StreamFollower(
        Database database, string stream, IStreamSource source, IStreamApplier applier, TimeProvider clock, StreamMeters? meters = null, ILogger<StreamFollower>? logger = null)
    {
        (this.database, Stream, this.source, this.applier, this.clock, this.meters) = (database, stream, source, applier, clock, meters);
        this.logger = logger ?? (ILogger)NullLogger.Instance;
        run = new EntryRun(database, stream, applier, clock, meters, this.logger);
    }

    public string Stream { get; }

    /// <summary>Completes when a repeat was seen that only the publisher can tell from a restored publisher's new entry.</summary>
    public Task DoubtSeen => heard.Doubt.Next;

    /// <summary>The number after the last applied here, as far as this instance knows.</summary>
    internal long Expected => heard.Applied + 1;

    /// <summary>
    /// Takes what the broker delivered, in any order, with repeats; returns when all of it is applied or known to have been, but for what its publisher, asked,
    /// does not know (left in a queue by a store that was restored since): that is returned.
    /// </summary>
    /// <exception cref="StreamException">The publisher cannot be followed.</exception>
    public async Task<IReadOnlyList<StreamEntry>> ReceiveAsync(IReadOnlyList<StreamEntry> entries, CancellationToken ct)
    {
        var sound = entries.Where(entry => entry.IsSound(Stream)).OrderBy(entry => entry.Streamnumber).ToList();
        if (sound.Count < entries.Count)
        {
            Log.Unsound(logger, Stream, entries.Count - sound.Count);
            meters?.Unsound(Stream, entries.Count - sound.Count);
        }

        if (sound.Count > 0) heard.OfHead(sound[^1].Streamepoch, sound[^1].Streamnumber, sound[^1].Time);
        var outcome = await run.ApplyAsync(sound, ct);
        heard.OfRun(outcome);
        if (outcome.Whole && sound.Count == entries.Count) return [];

        // The publisher tells whether another epoch is a new one or a leftover of an old one, and has what is missing.
        heard.Gap = outcome.Gap;
        await CatchUpAsync(ct);
        heard.Gap = false;
        var position = await PositionAsync(ct);

        return sound.FindAll(entry => entry.Streamepoch == position.Epoch && entry.Streamnumber > position.Number);
    }

    /// <summary>Pulls until it stands where the publisher's head was when asked; returns how many it applied.</summary>
    public Task<int> CatchUpAsync(CancellationToken ct) => CatchUpAsync(TimeSpan.Zero, ct);

    /// <summary>As <see cref="CatchUpAsync(CancellationToken)"/>; the publisher may wait that long for something new before it answers.</summary>
    public async Task<int> CatchUpAsync(TimeSpan wait, CancellationToken ct)
    {
        var (applied, resyncs, target) = (0, 0, long.MaxValue);
        for (var rounds = 0; rounds < int.MaxValue; rounds++)
        {
            var position = await PositionAsync(ct);
            var page = position.Epoch is null ? null : await AskAsync(position, StreamWriter.MostEntries, rounds == 0 ? wait : TimeSpan.Zero, ct);
            if (page is null || !Agrees(page, position))
            {
                if (++resyncs > MostResyncs) throw new StreamException("resync-does-not-hold");
                await ResyncAsync(position, ct);
                target = long.MaxValue;
                continue;
            }

            target = Math.Min(target, page.Head);
            if (position.Number >= target) return applied;
            if (page.Entries.Count == 0) throw new StreamException("page-empty");

            var outcome = await run.ApplyAsync(page.Entries, ct);
            heard.OfRun(outcome);
            meters?.Pulled(Stream, outcome.Applied);
            applied += outcome.Applied;
            if (outcome.Conflict)
            {
                if (++resyncs > MostResyncs) throw new StreamException("resync-does-not-hold");
                await ResyncAsync(outcome.Position, ct);
            }
        }

        return applied;
    }

    /// <summary>
    /// Beside a broker, every few seconds: asks the publisher whether both agree. Resynchronises where they do not; pulls where entries are missing and
    /// nothing has been applied since it was last asked (a lost queue, a consumer that never came back), so that it does not race the broker under load.
    /// </summary>
    public async Task CompareAsync(CancellationToken ct)
    {
        var position = await PositionAsync(ct);
        var page = position.Epoch is null ? null : await AskAsync(position, take: 1, TimeSpan.Zero, ct);
        var missing = page is null ? 0 : page.Head - position.Number;
        var stands = heard.Compared is { } before && before.SamePlace(position);
        heard.Compared = position;
        if (page is not null && Agrees(page, position) && (missing == 0 || !stands)) return;

        if (missing > 0) Log.Missing(logger, Stream, missing);
        await CatchUpAsync(ct);
    }

    /// <summary>Replaces everything by the publisher's snapshot now, parked events too: the operator's repair.</summary>
    /// <exception cref="StreamException">The stream moved on each time before the snapshot was there.</exception>
    public async Task ResyncAsync(CancellationToken ct)
    {
        for (var tries = 0; tries < 10; tries++)
        {
            if (await ResyncAsync(await PositionAsync(ct), ct)) return;
        }

        throw new StreamException("resync-overtaken");
    }

    /// <summary>Last number applied, and the epoch it is of.</summary>
    public async Task<StreamPosition> PositionAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await PositionRow.ReadAsync(connection, Stream, ct);
    }

    /// <summary>Where the stream stands, as this reader knows it.</summary>
    public async Task<StreamStatus> StatusAsync(CancellationToken ct) => heard.Status(Stream, await PositionAsync(ct), clock.GetUtcNow());

    private static bool Agrees(StreamPage page, StreamPosition position) =>
        page.Epoch == position.Epoch && (page.Head > position.Number || (page.Head == position.Number && page.HeadHash == position.Hash));

    private async Task<StreamPage> AskAsync(StreamPosition position, int take, TimeSpan wait, CancellationToken ct)
    {
        var page = await source.AskAsync(position, take, wait, ct);
        page.Check(Stream, position.Number + 1);
        heard.OfHead(page.Epoch, page.Head, page.Entries.Count > 0 ? page.Entries[0].Time : null);

        return page;
    }

    /// <summary>False where another follower moved the position meanwhile: nothing is replaced.</summary>
    private async Task<bool> ResyncAsync(StreamPosition from, CancellationToken ct)
    {
        var snapshot = await source.SnapshotAsync(ct);
        snapshot.Check(Stream);
        var to = new StreamPosition(snapshot.Epoch, snapshot.Number, snapshot.Hash, 0);
        var replaced = await database.InTransactionAsync(
            async transaction =>
            {
                // Where another follower has moved on meanwhile, this snapshot may be the older one.
                var now = await PositionRow.LockAsync(database, Stream, transaction, ct);
                if (!now.SamePlace(from)) return false;

                await applier.ReplaceAsync(snapshot, transaction, ct);
                await ParkedEvents.ForgetAsync(Stream, transaction, ct);
                await PositionRow.MoveAsync(Stream, to, clock.GetUtcNow(), transaction, ct);

                return true;
            },
            ct);
        if (!replaced) return false;

        heard.OfHead(to.Epoch!, to.Number, oldestMissing: null);
        Log.Resynced(logger, Stream, snapshot.Number, snapshot.Events.Count);
        meters?.Resynced(Stream);

        return true;
    }
}
