using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

/// <summary>Where there is no broker: pulls the stream for as long as the process runs; the publisher answers as soon as there is something new.</summary>
public sealed class StreamPuller(StreamFollower follower, TimeProvider clock, ILogger<StreamPuller> logger) : BackgroundService
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    // Between two questions that brought nothing: a publisher that does not wait is not asked without end.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff();
        while (!stoppingToken.IsCancellationRequested)
        {
            var asked = clock.GetTimestamp();
            try
            {
                var applied = await follower.CatchUpAsync(Wait, stoppingToken);
                backoff.Reset();
                var rest = Least - clock.GetElapsedTime(asked);
                if (applied == 0 && rest > TimeSpan.Zero) await Task.Delay(rest, clock, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                var pause = backoff.Next();
                Log.PublisherSilent(logger, follower.Stream, Fault.Of(exception), pause.TotalSeconds);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
