using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>Routing's operator socket, as the executable's verbs open it.</summary>
internal sealed class OperatorDoor(RoutingWorld world) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(world.Options.DataFolder, "operator.sock")), ct);

            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://operator/operator/"),
    };

    public Task<HttpResponseMessage> SendAsync(string path, object body) => http.PostAsJsonAsync(path, body);

    public async Task PostAsync(string path, object body)
    {
        using var answer = await SendAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> GetAsync(string path) => await http.GetFromJsonAsync<JsonElement>(path);

    public Task<HttpResponseMessage> AskAsync(string path) => http.GetAsync(new Uri(path, UriKind.Relative));

    public void Dispose() => http.Dispose();
}
