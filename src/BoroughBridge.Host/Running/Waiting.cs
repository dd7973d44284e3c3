using System.Net.Sockets;
using BoroughBridge.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BoroughBridge.Host.Running;

/// <summary>Waits for what a role needs, says what for, and says when it came. What waiting cannot mend is refused.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Reminder = TimeSpan.FromSeconds(30);

    /// <exception cref="RefusalException">The database answers, and says no: user, password, or no such database.</exception>
    public static Task ForDatabaseAsync(string role, DatabaseOptions options, TextWriter say, CancellationToken stop) =>
        UntilAsync(() => DatabaseAnswersAsync(role, options, stop), $"{role}: its database{Where(options)}", say, stop);

    /// <summary>Never ends the role: reads go on without a broker, streams wait for it.</summary>
    public static async Task SayUntilBrokerAnswersAsync(string role, string uri, TextWriter say, CancellationToken stop)
    {
        try
        {
            var broker = new Uri(uri);
            var port = broker.Port > 0 ? broker.Port : broker.Scheme == "amqps" ? 5671 : 5672;
            await UntilAsync(() => PortAnswersAsync(broker.Host, port, stop), $"{role}: its broker at {broker.Host}:{port}", say, stop);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> answers, string what, TextWriter say, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        for (var said = -1; !await answers();)
        {
            var due = (int)(TimeProvider.System.GetElapsedTime(since) / Reminder);
            if (due > said) await say.WriteLineAsync($"boroughbridge: waiting for {what}");
            said = Math.Max(said, due);
            await Task.Delay(Between, TimeProvider.System, stop);
            if (await answers())
            {
                await say.WriteLineAsync($"boroughbridge: {what} answers");
                return;
            }
        }
    }

    private static async Task<bool> DatabaseAnswersAsync(string role, DatabaseOptions options, CancellationToken stop)
    {
        try
        {
            if (options is { Kind: DatabaseKind.Sqlite, File: { } file }) OwnerOnly.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
            await using var database = new Database(options);
            await using var connection = await database.OpenAsync(stop);

            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections)
        {
            return false;
        }
        catch (PostgresException e)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{role}: its database{Where(options)} answers and refuses (SQLSTATE {e.SqlState})");
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException || (options.Kind == DatabaseKind.Sqlite && e is IOException))
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{role}: its database file cannot be opened");
        }
        catch (ArgumentException)
        {
            throw new RefusalException(ExitCodes.Configuration, $"configuration: {role}: Database:ConnectionString is not a connection string");
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private static string Where(DatabaseOptions options)
    {
        if (options.Kind != DatabaseKind.Postgres) return "";
        var parts = new NpgsqlConnectionStringBuilder(options.ConnectionString);

        return $" at {parts.Host}:{parts.Port}";
    }

    private static async Task<bool> PortAnswersAsync(string host, int port, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token);

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
