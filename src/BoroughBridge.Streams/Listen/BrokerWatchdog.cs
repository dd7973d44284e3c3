using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

/// <summary>
/// Ends the process when a bus has been unhealthy for <see cref="BrokerOptions.WatchdogSeconds"/> while the broker's port answers: MassTransit does not
/// always come back after a broker's restart, a fresh process always does (packages 6.3). The supervisor starts it again.
/// </summary>
/// <param name="listener">Whose bus.</param>
/// <param name="options">Where the broker is.</param>
/// <param name="clock">Measures.</param>
/// <param name="logger">Where the one line goes.</param>
/// <param name="end">Ends the process with an exit code; <see cref="Environment.Exit"/> where none is given.</param>
public sealed class BrokerWatchdog(StreamQueueListener listener, BrokerOptions options, TimeProvider clock, ILogger<BrokerWatchdog> logger, Action<int>? end = null)
    : BackgroundService
{
    /// <summary>The exit code: a passing failure, try again (EX_TEMPFAIL).</summary>
    public const int ExitCode = 75;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? since = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested || listener.IsHealthy || !await AnswersAsync(stoppingToken))
            {
                since = null;
                continue;
            }

            since ??= clock.GetTimestamp();
            var lasted = clock.GetElapsedTime(since.Value);
            if (lasted.TotalSeconds < options.WatchdogSeconds) continue;

            Log.WatchdogEnds(logger, listener.Stream, listener.Health, lasted.TotalSeconds, ExitCode);
            (end ?? Environment.Exit)(ExitCode);

            return;
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        var address = new Uri(options.Uri);
        var port = address.Port > 0 ? address.Port : address.Scheme == "amqps" ? 5671 : 5672;
        using var socket = new TcpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Every);
        try
        {
            await socket.ConnectAsync(address.Host, port, limit.Token);

            return true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
