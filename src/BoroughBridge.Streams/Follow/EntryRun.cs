using System.Data.Common;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

/// <summary>What a run came to: how many were applied, what was left and why, and where the reader stands.</summary>
internal sealed record RunOutcome(int Applied, int Repeats, bool Gap, bool Conflict, bool OtherEpoch, StreamPosition Position)
{
    /// <summary>Every entry is applied, or was before.</summary>
    public bool Whole => !Gap && !Conflict && !OtherEpoch;
}

/// <summary>Applies entries that follow the position, in one transaction with the position, under its lock.</summary>
internal sealed class EntryRun(Database database, string stream, IStreamApplier applier, TimeProvider clock, StreamMeters? meters, ILogger logger)
{
    private readonly Failing failing = new();

    /// <summary>Applies what follows, in the order given (by number); repeats and other epochs are passed over, a gap or a conflict ends it.</summary>
    public async Task<RunOutcome> ApplyAsync(IReadOnlyList<StreamEntry> ordered, CancellationToken ct)
    {
        var poison = new Dictionary<string, string>();
        while (true)
        {
            StreamEntry? at = null;
            try
            {
                var outcome = await database.InTransactionAsync(transaction => OnceAsync(ordered, poison, entry => at = entry, transaction, ct), ct);
                Tell(ordered, poison, outcome);

                return outcome;
            }
            catch (Exception exception) when (at is not null)
            {
                var code = failing.PoisonCode(at, exception, out var attempt);
                if (attempt > 0) Log.ApplyFailed(logger, stream, at.Streamnumber, at.Type, Fault.Of(exception), attempt);
                if (code is null)
                {
                    // What stands before it is not held up by it.
                    var before = ordered.TakeWhile(entry => entry != at).ToList();
                    if (attempt > 0 && before.Count > 0) await ApplyAsync(before, ct);

                    throw;
                }

                poison[at.Streamhash] = code;
            }
        }
    }

    private async Task<RunOutcome> OnceAsync(
        IReadOnlyList<StreamEntry> ordered, Dictionary<string, string> poison, Action<StreamEntry?> at, DbTransaction transaction, CancellationToken ct)
    {
        var start = await PositionRow.LockAsync(database, stream, transaction, ct);
        var (epoch, number, hash) = (start.Epoch, start.Number, start.Hash);
        var (repeats, gap, conflict, otherEpoch) = (0, false, false, false);

        foreach (var entry in ordered)
        {
            if (entry.Streamepoch != epoch) otherEpoch = true;
            else if (entry.Streamnumber <= number) repeats++;
            else if (entry.Streamnumber != number + 1) gap = true;
            else if (entry.Streamprevious != hash) conflict = true;
            else
            {
                if (poison.TryGetValue(entry.Streamhash, out var code)) await ParkAsync(entry, code, transaction, ct);
                else
                {
                    at(entry);
                    await applier.ApplyAsync(entry, transaction, ct);
                    at(null);
                }

                (number, hash) = (entry.Streamnumber, entry.Streamhash);
            }

            if (gap || conflict) break;
        }

        var position = start with { Number = number, Hash = hash };
        if (number != start.Number) await PositionRow.MoveAsync(stream, position, clock.GetUtcNow(), transaction, ct);

        return new RunOutcome((int)(number - start.Number), repeats, gap, conflict, otherEpoch, position);
    }

    private async Task ParkAsync(StreamEntry entry, string code, DbTransaction transaction, CancellationToken ct)
    {
        await ParkedEvents.ParkAsync(stream, entry, code, clock.GetUtcNow(), transaction, ct);
        await applier.CloseChildAsync(entry.Subject, transaction, ct);
    }

    private void Tell(IReadOnlyList<StreamEntry> ordered, Dictionary<string, string> poison, RunOutcome outcome)
    {
        foreach (var entry in ordered.Where(entry => poison.ContainsKey(entry.Streamhash)))
            Log.Parked(logger, stream, entry.Streamnumber, entry.Type, poison[entry.Streamhash]);

        if (meters is null) return;
        if (poison.Count > 0) meters.Parked(stream, poison.Count);
        if (outcome.Repeats > 0) meters.Repeated(stream, outcome.Repeats);
        if (outcome.Gap) meters.GapSeen(stream);
        var last = ordered.LastOrDefault(entry => entry.Streamepoch == outcome.Position.Epoch && entry.Streamnumber == outcome.Position.Number);
        if (outcome.Applied > 0 && last is not null) meters.Applied(stream, outcome.Applied, clock.GetUtcNow() - last.Time);
    }
}
