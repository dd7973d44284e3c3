using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Trust;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Routing.Read;

/// <summary>Routing's ways to the holders: one pool of mutual-TLS connections for those that are reached directly, a brokered link for each of the others.</summary>
internal sealed class PartsHttp(RoutingOptions options, IServiceProvider services) : IDisposable
{
    private readonly SocketsHttpHandler direct = MutualTls.Caller(options.Trust);

    /// <summary>A client to this holder by its profile; its base address is the holder's record endpoint, time limits are the caller's.</summary>
    public HttpClient Client(string holder)
    {
        var authority = options.Authorities[holder];
        HttpMessageHandler handler = authority.Profile == TransportProfile.Brokered ? services.GetRequiredKeyedService<CarryLink>(holder).Handler() : direct;

        return new(handler, disposeHandler: false) { BaseAddress = AddressOf(holder, authority), Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => direct.Dispose();

    // What the broker carries has no address: the name stands for it.
    private static Uri AddressOf(string holder, AuthorityOptions authority) =>
        new(authority.Profile == TransportProfile.Brokered ? $"https://{holder}.invalid/" : authority.RecordUrl.TrimEnd('/') + "/");
}
