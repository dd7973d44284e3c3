using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Trust;
using Microsoft.Extensions.Logging.Abstractions;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>One end of a brokered link in a test's hands: what the test asks through it goes to the part at the other end.</summary>
internal sealed class TestLink : IAsyncDisposable
{
    private readonly CarryLink link;

    private TestLink(CarryLink link) => this.link = link;

    /// <summary>Opens in its own time; requests wait for it.</summary>
    public static TestLink Start(string peer, BrokerOptions broker, TrustOptions self)
    {
        var link = new CarryLink(peer, broker, TrustBundle.Load(self), TimeProvider.System, NullLogger<CarryLink>.Instance);
        link.StartAsync(default).GetAwaiter().GetResult();

        return new(link);
    }

    /// <summary>A client to the part at the other end; a request that reached nobody is sent again for twenty seconds.</summary>
    public HttpClient Client() => new(new Patient { InnerHandler = link.Handler() }) { BaseAddress = new("https://carried.invalid/"), Timeout = TimeSpan.FromSeconds(30) };

    public async ValueTask DisposeAsync()
    {
        await link.StopAsync(default);
        link.Dispose();
    }

    private sealed class Patient : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var began = TimeProvider.System.GetTimestamp(); ;)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError && TimeProvider.System.GetElapsedTime(began).TotalSeconds < 20)
                {
                    await Task.Delay(100, cancellationToken);
                }
            }
        }
    }
}
