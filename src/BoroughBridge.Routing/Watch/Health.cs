using System.Data.Common;
using System.Net.Sockets;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.Routing.Follow;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Routing.Watch;

/// <summary>What routing needs to serve, part by part: <c>ok</c> or a code.</summary>
internal sealed class Health(RoutingOptions options, Database database, LogWriter log, LogAlarms alarms, FeedStatuses feeds)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Ready where database and log can be had. A holder or a broker that is away is reported as its part and does not take the other boroughs'
    /// readers away (J-15).
    /// </summary>
    public async Task<(bool Ready, IReadOnlyDictionary<string, string> Parts)> AskAsync(CancellationToken ct)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["database"] = await TryAsync(DatabaseAsync, ct), ["log"] = await TryAsync(log.StartAsync, ct) };
        var ready = parts.Values.All(part => part == "ok");
        if (!ready) return (ready, parts);

        foreach (var feed in await feeds.AllAsync(ct)) parts["stream:" + feed.Holder] = feed.State;
        foreach (var (name, authority) in options.Authorities)
        {
            if (authority.Broker is { } broker) parts["broker:" + name] = await TryAsync(stop => BrokerAsync(new Uri(broker.Uri), stop), ct);
        }

        return (ready, parts);
    }

    /// <summary>What is wrong with the disclosure log just now, as <c>alarm: code</c>.</summary>
    public IReadOnlyList<string> Alarms() => [.. alarms.Standing.Select(alarm => $"{alarm.Name}: {alarm.Code}")];

    private async Task DatabaseAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT COUNT(*) FROM users WHERE issuer = ''", cancellationToken: ct));
    }

    private static async Task BrokerAsync(Uri broker, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(broker.Host, broker.Port > 0 ? broker.Port : broker.Scheme == "amqps" ? 5671 : 5672, ct);
    }

    private static async Task<string> TryAsync(Func<CancellationToken, Task> part, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await part(limit.Token).WaitAsync(limit.Token);

            return "ok";
        }
        catch (LogUnavailableException e)
        {
            return e.Code;
        }
        catch (Exception e) when (e is DbException or SocketException or IOException or TimeoutException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return "unreachable";
        }
    }
}
