using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using BoroughBridge.Contracts.Streams;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BoroughBridge.Streams;

/// <summary>
/// Tells a failure that passes (the database away, the network, a shutdown) from one that never will. What fails for no passing reason
/// <see cref="MostAttempts"/> times running is poison too: the stream goes on without it, with its child closed.
/// </summary>
internal sealed partial class Failing
{
    public const int MostAttempts = 5;

    private readonly Lock gate = new();
    private string? failing;
    private int attempts;

    /// <summary>The code to park an entry under; none where it is to be tried again.</summary>
    public string? PoisonCode(StreamEntry entry, Exception exception, out int attempt)
    {
        attempt = 0;
        if (exception is PoisonEventException) return Code().IsMatch(exception.Message) ? exception.Message : "poison";
        if (exception is JsonException) return "data-shape";
        if (Passes(exception)) return null;

        lock (gate)
        {
            attempts = failing == entry.Streamhash ? attempts + 1 : 1;
            failing = entry.Streamhash;
            attempt = attempts;
        }

        return attempt >= MostAttempts ? "failed-" + exception.GetType().Name : null;
    }

    private static bool Passes(Exception exception) => exception switch
    {
        // Class 22 (data) and 23 (integrity) say something of the event; the rest of the database.
        PostgresException postgres => postgres.SqlState[..2] is not ("22" or "23"),
        SqliteException sqlite => sqlite.SqliteErrorCode is not (18 or 19 or 20), // too big, constraint, mismatch
        DbException or TimeoutException or IOException or SocketException or HttpRequestException or OperationCanceledException or ObjectDisposedException => true,
        _ => false,
    };

    [GeneratedRegex("^[a-z0-9-]{1,60}$")]
    private static partial Regex Code();
}
