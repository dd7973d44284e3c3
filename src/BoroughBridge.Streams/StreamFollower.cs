using System.Data.Common;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;

namespace BoroughBridge.Streams;

/// <summary>What a reader does with a stream's events; every call is in the transaction that moves the position.</summary>
public interface IStreamApplier
{
    /// <summary>Applies one event. An exception of <see cref="PoisonEventException"/> parks it and closes its child; any other rolls the batch back.</summary>
    Task ApplyAsync(StreamEntry entry, DbTransaction transaction, CancellationToken ct);

    /// <summary>Closes a child to reads because one of its events is parked.</summary>
    Task CloseChildAsync(string childRef, DbTransaction transaction, CancellationToken ct);

    /// <summary>Replaces all that came from this stream by a snapshot.</summary>
    Task ReplaceAsync(StreamSnapshot snapshot, DbTransaction transaction, CancellationToken ct);
}

/// <summary>An event that can never be applied; the message is a code, without content.</summary>
public sealed class PoisonEventException(string code) : Exception(code);

/// <summary>The publisher, asked directly: fills gaps, is the whole transport where there is no broker, and gives the snapshot.</summary>
public interface IStreamSource
{
    Task<StreamPage> PageAsync(string? epoch, long from, CancellationToken ct);

    Task<StreamSnapshot> SnapshotAsync(CancellationToken ct);
}

/// <summary>
/// The reading end of one stream. Position and change are committed together; what was applied before is ignored, a gap is held back and
/// pulled, another epoch or a hash that does not follow forces a resync from the snapshot (decision 3).
/// </summary>
public sealed class StreamFollower(Database database, string stream, IStreamSource source, IStreamApplier applier, TimeProvider clock)
{
    public string Stream => stream;

    /// <summary>Takes what the broker delivered, in any order, with repeats; returns when all of it is applied or known to have been.</summary>
    public Task ReceiveAsync(IReadOnlyList<StreamEntry> entries, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Pulls until it stands at the publisher's head; returns how many it applied.</summary>
    public Task<int> CatchUpAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Last number applied, and the epoch it is of.</summary>
    public Task<StreamPosition> PositionAsync(CancellationToken ct) => throw new NotImplementedException();
}

/// <summary>How far a reader has come.</summary>
public sealed record StreamPosition(string? Epoch, long Number, string Hash, int Parked);
