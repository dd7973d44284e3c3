// Promise: an assertion's one use and the entries of what it disclosed are durable together, before anything of it is sent; a second use is told apart.
using System.Data.Common;
using System.Threading.Channels;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Read;

/// <summary>What one read leaves behind: its one use, and its entries; other entries where the assertion was used before.</summary>
internal sealed record LedgerPage(string? Jti, DateTimeOffset Expires, IReadOnlyList<LogEntry> Entries, LogEntry? IfUsed);

/// <summary>How it was written down. <see cref="Used"/> where the assertion had been used before.</summary>
internal readonly record struct LedgerReceipt(bool Used, long? FirstIndex);

/// <summary>Writes the one-use ids and the log entries of many reads in one transaction; while one is written the next gather.</summary>
internal sealed class ReadLedger : IAsyncDisposable
{
    private const int MostWaiting = 4096;
    private const int MostTogether = 128;
    private static readonly TimeSpan Pruning = TimeSpan.FromMinutes(1);

    private readonly Channel<Pending> queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Database database;
    private readonly LogWriter log;
    private readonly TimeSpan patience;
    private readonly TimeProvider clock;
    private readonly ILogger<ReadLedger> logger;
    private readonly Task running;
    private DateTimeOffset pruned;

    public ReadLedger(Database database, LogWriter log, HoldingOptions options, TimeProvider clock, ILogger<ReadLedger> logger)
    {
        (this.database, this.log, this.clock, this.logger) = (database, log, clock, logger);
        patience = TimeSpan.FromSeconds(options.Log.WriteTimeoutSeconds);
        running = Task.Run(RunAsync);
    }

    /// <summary>Completes when durable.</summary>
    /// <exception cref="LogUnavailableException">It could not be made durable in time: send nothing.</exception>
    public async Task<LedgerReceipt> WriteAsync(LedgerPage page, CancellationToken ct)
    {
        var pending = new Pending(page);
        if (!queue.Writer.TryWrite(pending)) throw new LogUnavailableException("ledger-full");
        try
        {
            return await pending.Done.Task.WaitAsync(patience, clock, ct);
        }
        catch (TimeoutException e)
        {
            throw new LogUnavailableException("ledger-timeout", e);
        }
        finally
        {
            pending.Abandoned = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await running;
    }

    private async Task RunAsync()
    {
        var batch = new List<Pending>(MostTogether);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MostTogether && queue.Reader.TryRead(out var pending))
                if (!pending.Abandoned) batch.Add(pending);

            if (batch.Count > 0) await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<Pending> batch)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        try
        {
            var receipts = await database.InTransactionAsync(transaction => WriteAsync(batch, transaction, limit.Token), limit.Token);
            for (var i = 0; i < batch.Count; i++) batch[i].Done.TrySetResult(receipts[i]);
        }
        catch (LogUnavailableException e)
        {
            HoldingLog.LedgerRefused(logger, e.Message, batch.Count);
            foreach (var pending in batch) pending.Done.TrySetException(new LogUnavailableException(e.Message, e));
        }
        catch (Exception e)
        {
            // A lock, a full disk, a lost connection: nobody is answered with content for it.
            HoldingLog.LedgerRefused(logger, e.GetType().Name, batch.Count);
            foreach (var pending in batch) pending.Done.TrySetException(new LogUnavailableException("ledger-write", e));
        }
    }

    private async Task<LedgerReceipt[]> WriteAsync(List<Pending> batch, DbTransaction transaction, CancellationToken ct)
    {
        await PruneAsync(transaction, ct);
        var fresh = await UseAsync(batch, transaction, ct);

        var entries = new List<LogEntry>(batch.Count);
        var first = new int[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            first[i] = entries.Count;
            if (fresh[i]) entries.AddRange(batch[i].Page.Entries);
            else if (batch[i].Page.IfUsed is { } repeat) entries.Add(repeat);
        }

        var receipts = await log.AppendAsync(entries, transaction, ct);

        return [.. batch.Select((_, i) => new LedgerReceipt(!fresh[i], first[i] < receipts.Count ? receipts[first[i]].Index : null))];
    }

    // One statement for all: the rows that come back are those that were not there, each once even where a batch holds an id twice.
    private static async Task<bool[]> UseAsync(List<Pending> batch, DbTransaction transaction, CancellationToken ct)
    {
        var named = batch.Where(pending => pending.Page.Jti is not null).ToArray();
        HashSet<string> unused = [];
        if (named.Length > 0)
        {
            var values = new DynamicParameters();
            for (var i = 0; i < named.Length; i++)
            {
                values.Add($"j{i}", named[i].Page.Jti);
                values.Add($"e{i}", named[i].Page.Expires.ToMicroseconds());
            }

            var rows = string.Join(", ", Enumerable.Range(0, named.Length).Select(i => $"(@j{i}, @e{i})"));
            unused = [.. await transaction.Connection!.QueryAsync<string>(new CommandDefinition(
                $"INSERT INTO used_assertions (jti, expires) VALUES {rows} ON CONFLICT (jti) DO NOTHING RETURNING jti", values, transaction, cancellationToken: ct))];
        }

        return [.. batch.Select(pending => pending.Page.Jti is null || unused.Remove(pending.Page.Jti))];
    }

    private async Task PruneAsync(DbTransaction transaction, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now - pruned < Pruning) return;
        pruned = now;
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM used_assertions WHERE expires < @before", new { before = (now - Pruning).ToMicroseconds() }, transaction, cancellationToken: ct));
    }

    private sealed class Pending(LedgerPage page)
    {
        public LedgerPage Page => page;
        public TaskCompletionSource<LedgerReceipt> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public bool Abandoned { get; set; }
    }
}
