using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

/// <summary>Beside a broker: asks the publisher every few seconds whether both ends agree, so that whatever the broker loses is pulled (decision 3).</summary>
public sealed class StreamComparer(StreamFollower follower, TimeProvider clock, ILogger<StreamComparer> logger) : BackgroundService
{
    /// <summary>Between two questions; what the broker lost is applied within two of these.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff();
        while (!stoppingToken.IsCancellationRequested)
        {
            var doubt = follower.Doubt;
            var pause = Least;
            try
            {
                await follower.CompareAsync(stoppingToken);
                backoff.Reset();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                pause = backoff.Next();
                doubt = Task.CompletedTask;
                Log.PublisherSilent(logger, follower.Stream, Fault.Of(exception), pause.TotalSeconds);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!doubt.IsCompleted) await Signal.WaitAsync(doubt, Every - Least, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
