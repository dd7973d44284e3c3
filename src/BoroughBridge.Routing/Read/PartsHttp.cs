using BoroughBridge.Trust;

namespace BoroughBridge.Routing.Read;

/// <summary>Routing's one pool of mutual-TLS connections to the holders.</summary>
internal sealed class PartsHttp(RoutingOptions options) : IDisposable
{
    private readonly SocketsHttpHandler handler = MutualTls.Caller(options.Trust);

    /// <summary>A client over the shared pool; time limits are the caller's.</summary>
    public HttpClient Client() => new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => handler.Dispose();
}
