using System.Data.Common;
using BoroughBridge.Contracts.Streams;

namespace BoroughBridge.Streams;

/// <summary>What a reader does with a stream's events; every call is in the transaction that moves the position.</summary>
public interface IStreamApplier
{
    /// <summary>
    /// Applies one event. An exception of <see cref="PoisonEventException"/> (or a <see cref="System.Text.Json.JsonException"/>: data of another shape)
    /// parks it and closes its child; any other rolls the batch back. One that fails five times for no passing reason is parked too.
    /// May be called again for the same event where the transaction did not commit: keep nothing outside it.
    /// </summary>
    Task ApplyAsync(StreamEntry entry, DbTransaction transaction, CancellationToken ct);

    /// <summary>Closes a child to reads because one of its events is parked.</summary>
    Task CloseChildAsync(string childRef, DbTransaction transaction, CancellationToken ct);

    /// <summary>Replaces all that came from this stream by a snapshot; children that were closed for a parked event are open again unless the snapshot closes them.</summary>
    Task ReplaceAsync(StreamSnapshot snapshot, DbTransaction transaction, CancellationToken ct);
}

/// <summary>An event that can never be applied; the message is a code, without content.</summary>
public sealed class PoisonEventException(string code) : Exception(code);
