// Promise: a receipt is given only for an entry that is durable; where one cannot be made durable, LogUnavailableException, and the caller sends nothing.
using System.Data.Common;
using System.Threading.Channels;
using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BoroughBridge.DisclosureLog;

/// <summary>
/// One log, in its owner's database: gap-free indices taken under a lock on the head, RFC 6962 leaf hashes over canonical JSON,
/// many waiting entries in one durable write. The owner applies this assembly's schema scripts first.
/// </summary>
public sealed class LogWriter : IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private readonly Channel<PendingEntry> queue = Channel.CreateBounded<PendingEntry>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Database database;
    private readonly TimeSpan patience;
    private readonly TimeProvider clock;
    private readonly LogStore store;
    private readonly LogKeyFile key;
    private readonly LogAlarms? alarms;
    private readonly ClockWatch steady;
    private readonly GroupCommit commits;
    private readonly Task running;

    public LogWriter(Database database, LogOptions options, TimeProvider clock, ILogger<LogWriter>? logger = null, LogAlarms? alarms = null)
    {
        this.database = database;
        this.clock = clock;
        this.alarms = alarms;
        steady = new(clock);
        patience = TimeSpan.FromSeconds(options.WriteTimeoutSeconds);
        store = new(database, options.WriteTimeoutSeconds);
        key = new(options.KeyFile);
        commits = new(database, store, key, queue.Reader, patience, clock, logger ?? NullLogger<LogWriter>.Instance, alarms);
        running = Task.Run(commits.RunAsync);
    }

    /// <summary>Durable writes so far, by group commit.</summary>
    public long Commits => commits.Commits;

    /// <summary>Entries made durable by group commit so far.</summary>
    public long Entries => commits.Entries;

    /// <summary>Checks at start that the key can be used and that the head is the head of what is there. Appending does so too, once, before its first write.</summary>
    /// <exception cref="LogUnavailableException">It is not so; the message is a code.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        key.Require();
        await commits.CheckedAsync(ct);
    }

    /// <summary>Whether an entry could be written just now, without writing one: the key, the file, the head, and the table.</summary>
    /// <exception cref="LogUnavailableException">It could not; the message is a code.</exception>
    public async Task ProbeAsync(CancellationToken ct)
    {
        key.Require();
        await commits.CheckedAsync(ct);
        await database.InTransactionAsync(transaction => store.ProbeAsync(transaction, ct), ct);
    }

    /// <summary>The clock has jumped within the last minute: nothing is disclosed until it has been steady for one.</summary>
    public bool IsClockUnsteady() => steady.IsUnsteady();

    /// <summary>Queues the entry behind those already queued and completes when it is durable. Order of calls is order in the log.</summary>
    /// <exception cref="LogUnavailableException">It could not be written within <see cref="LogOptions.WriteTimeoutSeconds"/>.</exception>
    public async Task<LogReceipt> AppendAsync(LogEntry entry, CancellationToken ct)
    {
        Disclosing([entry]);
        var pending = new PendingEntry(LogLeaf.Of(entry, clock.GetUtcNow().ToMicroseconds())) { Attempted = entry.Id is not null };
        if (!queue.Writer.TryWrite(pending)) throw new LogUnavailableException("log-queue-full");

        try
        {
            return await pending.Done.WaitAsync(patience, clock, ct);
        }
        catch (TimeoutException e)
        {
            throw new LogUnavailableException("log-timeout", e);
        }
        finally
        {
            pending.Abandon();
        }
    }

    /// <summary>
    /// Writes the entry in the caller's own transaction: durable exactly when the change it accompanies is. The head stays locked until that
    /// transaction ends, so append last: after any stream's head, and just before the commit.
    /// </summary>
    /// <exception cref="LogUnavailableException">It cannot be written; the caller's transaction must not be committed.</exception>
    public async Task<LogReceipt> AppendAsync(LogEntry entry, DbTransaction transaction, CancellationToken ct) => (await AppendAsync([entry], transaction, ct))[0];

    /// <summary>As for one entry, for several: their order is their order in the log.</summary>
    /// <exception cref="LogUnavailableException">They cannot be written; the caller's transaction must not be committed.</exception>
    public async Task<IReadOnlyList<LogReceipt>> AppendAsync(IReadOnlyList<LogEntry> entries, DbTransaction transaction, CancellationToken ct)
    {
        Disclosing(entries);
        var at = clock.GetUtcNow().ToMicroseconds();
        var leaves = entries.Select(entry => LogLeaf.Of(entry, at)).ToArray();
        key.Require();
        try
        {
            await commits.CheckedAsync(ct);

            return await store.AppendAsync(leaves, settle: entries.Any(entry => entry.Id is not null), transaction, ct);
        }
        catch (DbException e)
        {
            throw new LogUnavailableException("log-write", e);
        }
    }

    // Refusals and everything else are written on: what stops is what would leave.
    private void Disclosing(IReadOnlyList<LogEntry> entries)
    {
        if (!entries.Any(entry => entry.Keys.Kind is LogKinds.Source or LogKinds.Recipient)) return;
        if (alarms?.StopCode is { } code) throw new LogUnavailableException(code);
        if (steady.IsUnsteady()) throw new LogUnavailableException("log-clock");
    }

    /// <summary>Writes what is queued, waiting no longer than a caller would, and tells the rest that they are not written.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        try
        {
            await running.WaitAsync(patience, clock);
        }
        catch (TimeoutException)
        {
            await commits.StopAsync();
            await running;
        }

        commits.Dispose();
    }
}
