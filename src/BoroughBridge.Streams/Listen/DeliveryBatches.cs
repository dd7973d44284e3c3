using System.Threading.Channels;
using BoroughBridge.Contracts.Streams;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

/// <summary>
/// Makes batches of what the bus delivers one by one and side by side, puts them in order, and lets each delivery end only when its entry is applied. A
/// delivery still waiting when this stops never ends: it is not acknowledged and the broker brings it again.
/// </summary>
internal sealed class DeliveryBatches(StreamFollower follower, TimeProvider clock, ILogger logger)
{
    /// <summary>Most deliveries in hand at once.</summary>
    public const int Most = 256;

    // Deliveries that run side by side arrive a little out of order: a hole is given this long to close before it is pulled.
    private static readonly TimeSpan HoleWait = TimeSpan.FromMilliseconds(50);

    // Longer, and the broker takes the consumer for dead (its limit is 30 minutes); then they go to the error queue, and are pulled.
    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(10);

    private readonly Channel<Delivery> arrived = Channel.CreateBounded<Delivery>(Most);

    /// <summary>Completes when the entry is applied.</summary>
    public async Task ApplyAsync(StreamEntry entry, CancellationToken ct)
    {
        var delivery = new Delivery(entry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await arrived.Writer.WriteAsync(delivery, ct);
        await delivery.Done.Task;
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (await arrived.Reader.WaitToReadAsync(ct))
        {
            var batch = new List<Delivery>(Most);
            Drain(batch);
            if (HasHole(batch))
            {
                await Task.Delay(HoleWait, clock, ct);
                Drain(batch);
            }

            try
            {
                End(batch, await ApplyAsync(batch, ct));
            }
            catch (StreamException exception) when (!ct.IsCancellationRequested)
            {
                foreach (var delivery in batch) delivery.Done.SetException(new StreamException(exception.Message));
            }
        }
    }

    /// <summary>Tries until it goes in; returns what the publisher does not know.</summary>
    private async Task<IReadOnlyList<StreamEntry>> ApplyAsync(List<Delivery> batch, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var backoff = new Backoff();
        while (true)
        {
            try
            {
                return await follower.ReceiveAsync([.. batch.Select(delivery => delivery.Entry)], ct);
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                if (clock.GetElapsedTime(began) > GiveUp) throw new StreamException("not-applied-in-time");
                var pause = backoff.Next();
                Log.DeliveryWaits(logger, follower.Stream, batch.Count, Fault.Of(exception), pause.TotalSeconds);
                await Task.Delay(pause, clock, ct);

                // What closes a hole may have arrived behind it, and the publisher be silent for long.
                Drain(batch);
            }
        }
    }

    /// <summary>What is unknown to its publisher goes to the error queue at once: held back, it would hold up all that comes after it.</summary>
    private static void End(List<Delivery> batch, IReadOnlyList<StreamEntry> unknown)
    {
        foreach (var delivery in batch)
        {
            if (unknown.Contains(delivery.Entry)) delivery.Done.SetException(new StreamException("entry-unknown-to-publisher"));
            else delivery.Done.SetResult();
        }
    }

    private void Drain(List<Delivery> batch)
    {
        while (batch.Count < Most && arrived.Reader.TryRead(out var delivery)) batch.Add(delivery);
    }

    private bool HasHole(List<Delivery> batch)
    {
        batch.Sort((a, b) => a.Entry.Streamnumber.CompareTo(b.Entry.Streamnumber));
        var next = follower.Expected;
        foreach (var delivery in batch)
        {
            if (delivery.Entry.Streamnumber > next) return true;
            next = Math.Max(next, delivery.Entry.Streamnumber + 1);
        }

        return false;
    }

    private sealed record Delivery(StreamEntry Entry, TaskCompletionSource Done);
}
