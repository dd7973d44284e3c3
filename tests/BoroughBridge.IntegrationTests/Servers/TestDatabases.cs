using BoroughBridge.Contracts;
using BoroughBridge.Storage;
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

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await dropAsync();
    }
}
