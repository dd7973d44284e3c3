using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>A publisher and a reader with a broker between them, each part started when the test says so.</summary>
internal sealed class BrokerSide : IAsyncDisposable
{
    private readonly List<Microsoft.Extensions.Hosting.BackgroundService> running = [];

    public required PublisherSide Publisher { get; init; }

    public required ReaderSide Reader { get; init; }

    public required TestVhost Vhost { get; init; }

    public required DirectSource Source { get; init; }

    public static async Task<BrokerSide> NewAsync(DatabaseKind kind, TestRabbit? server = null)
    {
        var publisher = await PublisherSide.NewAsync(kind);
        var side = new BrokerSide
        {
            Publisher = publisher,
            Reader = await ReaderSide.NewAsync(kind),
            Vhost = await TestBroker.NewVhostAsync(server),
            Source = new DirectSource(publisher),
        };
        await side.Reader.Follow(side.Source).CatchUpAsync(default);

        return side;
    }

    /// <summary>The publisher cannot be asked: what arrives has come over the broker.</summary>
    public void OnlyByBroker() => Source.Before = () => throw new HttpRequestException("cut");

    public Task<StreamRelay> RelayAsync(BrokerOptions? broker = null, string? instance = null) => StartAsync(new StreamRelay(
        Publisher.Database, Publisher.Writer, broker ?? Vhost.Options, TimeProvider.System, NullLogger<StreamRelay>.Instance, instance: instance));

    public async Task<StreamQueueListener> ListenerAsync(BrokerOptions? broker = null, bool untilHealthy = true)
    {
        var listener = await StartAsync(new StreamQueueListener(
            Reader.Follow(Source), broker ?? Vhost.Options, TimeProvider.System, NullLogger<StreamQueueListener>.Instance));
        if (untilHealthy) await Until.TrueAsync(() => listener.IsHealthy, seconds: 30);

        return listener;
    }

    public Task<StreamComparer> ComparerAsync() => StartAsync(new StreamComparer(Reader.Follow(Source), TimeProvider.System, NullLogger<StreamComparer>.Instance));

    public async Task<T> StartAsync<T>(T service)
        where T : Microsoft.Extensions.Hosting.BackgroundService
    {
        running.Add(service);
        await service.StartAsync(default);

        return service;
    }

    /// <summary>Polls until the reader has everything, then compares fact by fact.</summary>
    public async Task AgreeAsync(double seconds = 30)
    {
        var count = await Publisher.CountAsync();
        await Until.TrueAsync(async () => await Reader.CountAsync() >= count, seconds);
        await Reader.MustAgreeWith(Publisher);
    }

    public async Task StopAsync(Microsoft.Extensions.Hosting.BackgroundService service)
    {
        running.Remove(service);
        await service.StopAsync(default);
        service.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(running.ToList().Select(StopAsync));
        await Vhost.DisposeAsync();
        await Reader.DisposeAsync();
        await Publisher.DisposeAsync();
    }
}
