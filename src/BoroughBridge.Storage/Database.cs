using System.Data;
using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using Npgsql;

namespace BoroughBridge.Storage;

public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>
/// The two databases as one: SQL is written in what both understand. Ids are TEXT, instants BIGINT (microseconds since 1970,
/// <see cref="Instants"/>), days TEXT <c>yyyy-MM-dd</c>, flags INTEGER 0 or 1, bytes the schema's <c>{BYTES}</c>.
/// Rows are read into types with <c>init</c> properties: a constructor wants the column's exact type, and SQLite's INTEGER is always a long.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource? postgres;
    private readonly SqliteFile? sqlite;
    private readonly ConditionalWeakTable<DbTransaction, List<Action>> afterCommit = [];

    static Database() => DapperTypes.Register();

    public Database(DatabaseOptions options)
    {
        Kind = options.Kind;
        if (Kind == DatabaseKind.Postgres)
        {
            var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            postgres = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString)
            {
                MaxAutoPrepare = 100,
                AutoPrepareMinUsages = 2,
                CommandTimeout = options.CommandTimeoutSeconds,
                ApplicationName = "boroughbridge",
                MaxPoolSize = options.MostConnections,
                // No statement leaves anything behind in its session; wiping it costs as much as a lookup.
                NoResetOnClose = true,
                // Lookups by key: a plan for these very values is never better, and is made anew each time.
                Options = $"-c plan_cache_mode=force_generic_plan {given.Options}".TrimEnd(),
            });
        }
        else
        {
            sqlite = new SqliteFile(options);
        }
    }

    public DatabaseKind Kind { get; }

    /// <summary>Locks the rows a SELECT in a transaction reads; nothing on SQLite, whose writing transactions are one at a time already.</summary>
    public string ForUpdate => Kind == DatabaseKind.Postgres ? " FOR UPDATE" : "";

    /// <summary>
    /// Whether what this transaction commits stands where the next start will look for it: false where the SQLite file, or the log it writes ahead
    /// to, has been deleted, moved or exchanged under it. A server sees to its own files.
    /// </summary>
    public bool IsInPlace(DbTransaction transaction) => sqlite is null || SqliteFile.IsInPlace((Microsoft.Data.Sqlite.SqliteConnection)transaction.Connection!);

    /// <summary>An open connection for reading; the caller disposes it.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        if (postgres is not null) return await postgres.OpenConnectionAsync(ct);

        return await sqlite!.OpenAsync(ct);
    }

    /// <summary>
    /// Runs the work in one transaction and commits it; any exception rolls it back. On SQLite one at a time in this process. A commit once begun is
    /// not cancelled, so that a cancelled call has done nothing.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken ct)
    {
        if (postgres is not null)
        {
            await using var connection = await postgres.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);

            return await CommittedAsync(transaction, work, ct);
        }

        await sqlite!.Writer.WaitAsync(ct);
        try
        {
            await using var connection = await sqlite.OpenAsync(ct);
            await using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);

            return await CommittedAsync(transaction, work, ct);
        }
        finally
        {
            sqlite.Writer.Release();
        }
    }

    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public Task InTransactionAsync(Func<DbTransaction, Task> work, CancellationToken ct) =>
        InTransactionAsync(
            async transaction =>
            {
                await work(transaction);

                return true;
            },
            ct);

    /// <summary>Runs an action when this transaction of <see cref="InTransactionAsync{T}"/> has been committed, and never where it is not.</summary>
    public void AfterCommit(DbTransaction transaction, Action action) => afterCommit.GetOrCreateValue(transaction).Add(action);

    /// <summary>
    /// Applies the numbered SQL scripts embedded in an assembly under <c>Schema/</c>, in name order, each once and whole. A script
    /// that was applied and has since changed is refused.
    /// </summary>
    public Task ApplySchemaAsync(Assembly owner, CancellationToken ct) => new SchemaScripts(this, owner).ApplyAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null) await postgres.DisposeAsync();
        sqlite?.Dispose();
    }

    private async Task<T> CommittedAsync<T>(DbTransaction transaction, Func<DbTransaction, Task<T>> work, CancellationToken ct)
    {
        var result = await work(transaction);
        ct.ThrowIfCancellationRequested();
        await transaction.CommitAsync(CancellationToken.None);
        if (afterCommit.TryGetValue(transaction, out var actions))
        {
            foreach (var action in actions) action();
        }

        return result;
    }
}
