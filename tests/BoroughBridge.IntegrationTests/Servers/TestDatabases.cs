using BoroughBridge.Contracts;
using BoroughBridge.Storage;
using Dapper;
using Npgsql;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>Fresh, empty databases of either kind.</summary>
public static class TestDatabases
{
    /// <summary>A new database on the run's PostgreSQL (or the server given), or a new SQLite file; gone when disposed.</summary>
    public static async Task<TestDatabase> NewAsync(DatabaseKind kind, TestPostgres? server = null)
    {
        var name = "t" + Ids.New();
        if (kind == DatabaseKind.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("bb-test-sqlite-").FullName;

            return new TestDatabase(new DatabaseOptions { Kind = kind, File = Path.Combine(folder, "test.db") }, dropAsync: () =>
            {
                Directory.Delete(folder, recursive: true);

                return Task.CompletedTask;
            });
        }

        server ??= await TestServers.PostgresAsync();
        await server.RunAsync($"CREATE DATABASE {name}");

        return new TestDatabase(new DatabaseOptions { Kind = kind, ConnectionString = server.For(name) }, dropAsync: async () =>
        {
            try
            {
                await server.RunAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            }
            catch (NpgsqlException)
            {
                // A private server may have been stopped before its databases; it takes them with it.
            }
        });
    }
}

/// <summary>A database of one test; <see cref="Options"/> opens it again, as another process would.</summary>
public sealed class TestDatabase(DatabaseOptions options, Func<Task> dropAsync) : IAsyncDisposable
{
    public DatabaseOptions Options => options;

    public Database Database { get; } = new(options);

    /// <summary>A backup taken now and restored beside this one, which loses its open connections.</summary>
    public async Task<TestDatabase> RestoredCopyAsync()
    {
        if (options.Kind == DatabaseKind.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("bb-test-sqlite-").FullName;
            var file = Path.Combine(folder, "test.db");
            await using var connection = await Database.OpenAsync(default);
            await connection.ExecuteAsync($"VACUUM INTO '{file}'");

            return new TestDatabase(new DatabaseOptions { Kind = options.Kind, File = file }, dropAsync: () =>
            {
                Directory.Delete(folder, recursive: true);

                return Task.CompletedTask;
            });
        }

        var copy = "t" + Ids.New();
        var server = await TestServers.PostgresAsync();
        var name = new NpgsqlConnectionStringBuilder(options.ConnectionString).Database;
        await server.RunAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        await Until.TrueAsync(async () =>
        {
            await server.RunAsync($"CREATE DATABASE {copy} TEMPLATE {name}");

            return true;
        });

        // The pool still holds the connections that were ended; each is dropped when it is next used.
        await Until.TrueAsync(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Database.InTransactionAsync(t => t.Connection!.ExecuteAsync("SELECT pg_sleep(0.05)", transaction: t), default)));

            return true;
        });

        return new TestDatabase(
            new DatabaseOptions { Kind = options.Kind, ConnectionString = server.For(copy) }, dropAsync: () => server.RunAsync($"DROP DATABASE IF EXISTS {copy} WITH (FORCE)"));
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await dropAsync();
    }
}
