using Npgsql;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>A real PostgreSQL, reached as a superuser.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private readonly IServerControl? control;

    internal TestPostgres(string connectionString, IServerControl? control)
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 }.ToString();
        this.control = control;
    }

    /// <summary>To the maintenance database.</summary>
    public string ConnectionString { get; }

    /// <summary>The connection string of another database of this server, pooled.</summary>
    public string For(string database) => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database, Pooling = true }.ToString();

    /// <summary>Runs one statement in the maintenance database.</summary>
    public async Task<object?> RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);

        return await command.ExecuteScalarAsync();
    }

    /// <summary>SIGKILL, as a crash of the machine's process; only on a private server.</summary>
    public Task KillAsync() => Own.KillAsync();

    /// <summary>Starts it again after <see cref="KillAsync"/> and waits until it answers.</summary>
    public async Task StartAsync()
    {
        await Own.StartAsync();
        await ReadyAsync();
    }

    internal async Task ReadyAsync()
    {
        var tries = 0;
        try
        {
            await Until.TrueAsync(
                async () =>
                {
                    // A postmaster refuses to start while a killed one's children still hold its memory: it is asked again.
                    if (++tries % 100 == 0 && control is not null) await control.StartAsync();

                    return await RunAsync("SELECT 1") is 1;
                },
                seconds: 120);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"PostgreSQL is not ready; it said: {control?.Said()}");
        }
    }

    private IServerControl Own => control ?? throw new InvalidOperationException("this server was not started by the tests");

    public ValueTask DisposeAsync() => control?.DisposeAsync() ?? ValueTask.CompletedTask;
}
