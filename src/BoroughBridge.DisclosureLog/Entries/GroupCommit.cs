// Promise: an entry whose commit was not heard of is neither written twice nor receipted unwritten: it is settled by its id, under the head's lock.
using System.Threading.Channels;
using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.Storage;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.DisclosureLog;

/// <summary>Takes what is waiting and makes it durable in one transaction, again and again; while one is written the next gather.</summary>
internal sealed class GroupCommit(
    Database database, LogStore store, LogKeyFile key, ChannelReader<PendingEntry> queue, TimeSpan patience, TimeProvider clock, ILogger logger,
    LogAlarms? alarms) : IDisposable
{
    private const string Alarm = "log-write";
    private const int MostEntries = 256;
    private const int MostBytes = 4 << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly List<PendingEntry> batch = [];
    private volatile Task? check;
    private long commits;
    private long entries;

    public long Commits => Interlocked.Read(ref commits);

    public long Entries => Interlocked.Read(ref entries);

    public async Task RunAsync()
    {
        try
        {
            while (await queue.WaitToReadAsync(stopping.Token))
            {
                Gather();
                while (batch.Count > 0) await WriteAsync();
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
        }

        while (queue.TryRead(out var left)) batch.Add(left);
        Fail(new LogUnavailableException("log-stopped"));
    }

    public Task StopAsync() => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();

    /// <summary>The start-up check, made once; one that failed is made again for the next who asks.</summary>
    public Task CheckedAsync(CancellationToken ct)
    {
        if (check is { IsCompletedSuccessfully: true }) return Task.CompletedTask;
        lock (gate)
        {
            if (check is null or { IsFaulted: true } or { IsCanceled: true }) check = store.CheckAsync(key.PublicKey, CancellationToken.None);

            return check.WaitAsync(ct);
        }
    }

    private void Gather()
    {
        var bytes = batch.Sum(Weight);
        while (batch.Count < MostEntries && bytes < MostBytes && queue.TryRead(out var pending))
        {
            if (pending.Abandoned) continue;
            batch.Add(pending);
            bytes += Weight(pending);
        }
    }

    private static int Weight(PendingEntry pending) => pending.Leaf.Bytes.Length + (pending.Leaf.Manifest?.Length ?? 0);

    private async Task WriteAsync()
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            limit.CancelAfter(patience);
            key.Require();
            await CheckedAsync(limit.Token);

            var settle = batch.Exists(pending => pending.Attempted);
            var leaves = batch.ConvertAll(pending => pending.Leaf);
            foreach (var pending in batch) pending.Attempted = true;
            var receipts = await database.InTransactionAsync(transaction => store.AppendAsync(leaves, settle, transaction, limit.Token), limit.Token);

            for (var i = 0; i < receipts.Length; i++) batch[i].Complete(receipts[i]);
            Interlocked.Increment(ref commits);
            Interlocked.Add(ref entries, receipts.Length);
            batch.Clear();
            alarms?.Clear(Alarm);
        }
        catch (LogUnavailableException e)
        {
            Log.Refused(logger, e.Code, batch.Count);
            alarms?.Raise(Alarm, e.Code);
            Fail(e);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // A lock, a full disk, a lost connection: it may pass while somebody still waits.
            Log.NotWritten(logger, e.GetType().Name, batch.Count);
            alarms?.Raise(Alarm, "log-write");
            await Task.Delay(Pause, clock, stopping.Token);
            batch.RemoveAll(pending => pending.Abandoned);
            Gather();
        }
    }

    private void Fail(LogUnavailableException why)
    {
        foreach (var pending in batch) pending.Fail(why);
        batch.Clear();
    }
}
