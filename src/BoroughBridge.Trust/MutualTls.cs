using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace BoroughBridge.Trust;

/// <summary>Mutual TLS between the parts, with the roots of the trust bundle and no others.</summary>
public static class MutualTls
{
    /// <summary>Kestrel's side: shows this part's certificate, requires the caller's, TLS 1.2 or later.</summary>
    public static void Serve(HttpsConnectionAdapterOptions options, TrustOptions trust) => throw new NotImplementedException();

    /// <summary>The calling side: shows this part's certificate and accepts only the bundle's roots. Pooled; meant to live as long as the part.</summary>
    public static SocketsHttpHandler Caller(TrustOptions trust) => throw new NotImplementedException();
}
