using System.Net;
using System.Net.Http.Headers;

namespace BoroughBridge.Streams.Carry;

/// <summary>The brokered profile as an <see cref="HttpMessageHandler"/>: what the direct profile's mutual TLS connection is otherwise. Faults are those of HTTP.</summary>
internal sealed class CarryHandler(CarryLink link) : HttpMessageHandler
{
    /// <summary>Code of a request that reached no process of the peer, and may be sent again.</summary>
    public const string NobodyThere = "carried-nobody-there";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            var (answer, head) = await link.AskAsync(request.Method, request.RequestUri!.PathAndQuery, request.Content?.Headers.ContentType?.MediaType, body, cancellationToken);
            var content = new StreamContent(answer);
            if (head.ContentType is { } type && MediaTypeHeaderValue.TryParse(type, out var media)) content.Headers.ContentType = media;
            content.Headers.ContentLength = head.Length;

            return new HttpResponseMessage((HttpStatusCode)head.Status) { Content = content, RequestMessage = request };
        }
        catch (Exception e) when (e is StreamException or IOException)
        {
            throw new HttpRequestException(e.Message == NobodyThere ? HttpRequestError.ConnectionError : HttpRequestError.ResponseEnded, e.Message, e);
        }
    }
}
