using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Trust;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Routing.Read;

/// <summary>Routing's ways to the holders: one pool of mutual-TLS connections for those that are reached directly, a brokered link for each of the others.</summary>
internal sealed class PartsHttp(RoutingOptions options, IServiceProvider services) : IDisposable
{
    private const string NoAddress = ".invalid";
    private readonly SocketsHttpHandler direct = MutualTls.Caller(options.Trust);

    /// <summary>A client to this holder by its profile; its base address is the holder's record endpoint, time limits are the caller's.</summary>
    public HttpClient Client(string holder)
    {
        var client = Client();
        client.BaseAddress = AddressOf(options, holder);

        return client;
    }

    /// <summary>A client to any holder, by the addresses <see cref="AddressOf"/> gives; time limits are the caller's.</summary>
    public HttpClient Client() => new(new ByProfile(this), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The holder's record endpoint. What the broker carries has no address: a name that can be none stands for it.</summary>
    public static Uri AddressOf(RoutingOptions options, string holder) => options.Authorities[holder] is { Profile: TransportProfile.Direct } authority
        ? new(authority.RecordUrl.TrimEnd('/') + "/")
        : new($"https://{holder}{NoAddress}/");

    public void Dispose() => direct.Dispose();

    private HttpMessageInvoker WayTo(Uri address) => new(
        address.Host.EndsWith(NoAddress, StringComparison.Ordinal) ? services.GetRequiredKeyedService<CarryLink>(address.Host[..^NoAddress.Length]).Handler() : direct, disposeHandler: false);

    private sealed class ByProfile(PartsHttp parts) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            parts.WayTo(request.RequestUri!).SendAsync(request, cancellationToken);
    }
}
