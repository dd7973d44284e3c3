using System.Data.Common;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;

namespace BoroughBridge.Streams;

/// <summary>The publishing end of one numbered stream: events are appended in the transaction of the change they tell of.</summary>
public sealed class StreamWriter(Database database, string stream, TimeProvider clock)
{
    public string Stream => stream;

    /// <summary>Appends under a lock on the stream's head, so numbers follow commit order without a gap. Durable when the transaction is.</summary>
    public Task<StreamEntry> AppendAsync(IChildEvent data, DbTransaction transaction, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Entries from a number on, at most 500; empty with the present epoch where the epoch asked for is another.</summary>
    public Task<StreamPage> PageAsync(string? epoch, long from, int take, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Starts a new epoch at number 1: after a restore (the operator's verb, or a head that stands behind what a reader has applied).</summary>
    public Task NewEpochAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Completes when something is appended in this process, or after the time given; the relay's alarm clock.</summary>
    public Task WaitForMoreAsync(TimeSpan atMost, CancellationToken ct) => throw new NotImplementedException();
}
