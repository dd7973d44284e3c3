using System.Data;
using System.Data.Common;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
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
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource? postgres;
    private readonly string sqlite = "";
    private readonly SemaphoreSlim writer = new(1);

    static Database() => DapperTypes.Register();

    public Database(DatabaseOptions options)
    {
        Kind = options.Kind;
        if (Kind == DatabaseKind.Postgres)
        {
            postgres = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString)
            {
                MaxAutoPrepare = 100,
                AutoPrepareMinUsages = 2,
                CommandTimeout = options.CommandTimeoutSeconds,
                ApplicationName = "boroughbridge",
            });
        }
        else
        {
            sqlite = new SqliteConnectionStringBuilder
            {
                DataSource = options.File,
                DefaultTimeout = options.CommandTimeoutSeconds,
                Pooling = true,
            }.ToString();
        }
    }

    public DatabaseKind Kind { get; }

    /// <summary>Locks the rows a SELECT in a transaction reads; nothing on SQLite, whose writing transactions are one at a time already.</summary>
    public string ForUpdate => Kind == DatabaseKind.Postgres ? " FOR UPDATE" : "";

    /// <summary>An open connection for reading; the caller disposes it.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        if (postgres is not null) return await postgres.OpenConnectionAsync(ct);

        var connection = new SqliteConnection(sqlite);
        await connection.OpenAsync(ct);
        await connection.ExecuteAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");

        return connection;
    }

    /// <summary>Runs the work in one transaction and commits it; any exception rolls it back. On SQLite one at a time in this process.</summary>
    public async Task<T> InTransactionAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken ct)
    {
        if (postgres is not null)
        {
            await using var connection = await postgres.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var result = await work(transaction);
            await transaction.CommitAsync(ct);

            return result;
        }

        await writer.WaitAsync(ct);
        try
        {
            await using var connection = (SqliteConnection)await OpenAsync(ct);
            await using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            var result = await work(transaction);
            await transaction.CommitAsync(ct);

            return result;
        }
        finally
        {
            writer.Release();
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

    /// <summary>
    /// Applies the numbered SQL scripts embedded in an assembly under <c>Schema/</c>, in name order, each once and whole. A script
    /// that was applied and has since changed is refused.
    /// </summary>
    public Task ApplySchemaAsync(Assembly owner, CancellationToken ct) => new SchemaScripts(this, owner).ApplyAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null) await postgres.DisposeAsync();
        writer.Dispose();
    }
}
