using BoroughBridge.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

/// <summary>Puts a stream's ends to work in a part's container, as many of each as there are authorities.</summary>
public static class StreamWiring
{
    /// <summary>The publishing end: a relay where there is a broker; nothing where the stream is pulled.</summary>
    public static IServiceCollection AddStreamPublisher(this IServiceCollection services, Func<IServiceProvider, StreamWriter> writer, BrokerOptions? broker)
    {
        if (broker is null) return services;

        // Not AddHostedService, which takes one of each type.
        return services.AddSingleton<IHostedService>(all => new StreamRelay(
            all.GetRequiredService<Database>(),
            writer(all),
            broker,
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<ILogger<StreamRelay>>(),
            all.GetService<StreamMeters>()));
    }

    /// <summary>The reading end: listener, watchdog and comparison where there is a broker; a puller where there is none.</summary>
    public static IServiceCollection AddStreamReader(this IServiceCollection services, Func<IServiceProvider, StreamFollower> follower, BrokerOptions? broker)
    {
        if (broker is null)
        {
            return services.AddSingleton<IHostedService>(all => new StreamPuller(
                follower(all), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<StreamPuller>>()));
        }

        services.AddSingleton<IHostedService>(all => new StreamComparer(
            follower(all), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<StreamComparer>>()));

        return services.AddSingleton<IHostedService>(all => new WatchedListener(follower(all), broker, all));
    }

    /// <summary>A listener with its watchdog, started and stopped together.</summary>
    private sealed class WatchedListener(StreamFollower follower, BrokerOptions broker, IServiceProvider all) : IHostedService, IDisposable
    {
        private readonly StreamQueueListener listener = new(
            follower, broker, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<StreamQueueListener>>());

        private BrokerWatchdog? watchdog;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            watchdog = new BrokerWatchdog(listener, broker, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<BrokerWatchdog>>());
            await listener.StartAsync(cancellationToken);
            await watchdog.StartAsync(cancellationToken);
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            if (watchdog is not null) await watchdog.StopAsync(cancellationToken);
            await listener.StopAsync(cancellationToken);
        }

        public void Dispose()
        {
            watchdog?.Dispose();
            listener.Dispose();
        }
    }
}
