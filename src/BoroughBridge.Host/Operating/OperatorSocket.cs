using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace BoroughBridge.Host.Operating;

/// <summary>Asks a running role over its operator socket, as this user. Every failure is one line an operator can act on.</summary>
/// <param name="role">Which.</param>
/// <param name="dataFolder">Where its socket is.</param>
/// <param name="minutes">How long an answer may take.</param>
internal sealed class OperatorSocket(string role, string dataFolder, int minutes = 2) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Path.GetFullPath(dataFolder), "operator.sock")), ct);

                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        UseProxy = false,
    })
    {
        BaseAddress = new Uri("http://operator/"),
        Timeout = TimeSpan.FromMinutes(minutes),
    };

    public string Role => role;

    public async Task<T> GetAsync<T>(string path, CancellationToken ct) => await ReadAsync<T>(await SendAsync(new(HttpMethod.Get, path), ct), ct);

    public async Task<T> PostAsync<T>(string path, object body, CancellationToken ct) =>
        await ReadAsync<T>(await SendAsync(new(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: JsonSerializerOptions.Web) }, ct), ct);

    public async Task<T> PostAsync<T>(string path, HttpContent body, CancellationToken ct) =>
        await ReadAsync<T>(await SendAsync(new(HttpMethod.Post, path) { Content = body }, ct), ct);

    /// <summary>The answer as it came, for what is only passed on. The caller disposes it.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken ct) => SendAsync(new(HttpMethod.Get, path), ct);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer) throw new RefusalException(ExitCodes.Unavailable, $"{role} refused: {await ReasonAsync(answer, ct)}");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{role} runs as another user: its operator socket may not be opened");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{role} is not running (no answer at {Path.Combine(dataFolder, "operator.sock")})");
        }
        catch (HttpRequestException)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{role} stopped while it was asked");
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{role} did not answer in time");
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken ct)
    {
        using (answer)
        {
            try
            {
                return await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, ct) ?? throw new JsonException();
            }
            catch (JsonException)
            {
                throw new RefusalException(ExitCodes.Fault, $"{role} answered with something else than was asked for");
            }
        }
    }

    /// <summary>The code of a problem answer, or the status; bodies are not repeated.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
            foreach (var member in (string[])["code", "detail", "title"])
            {
                if (problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(member, out var text) && text.GetString() is { Length: > 0 and < 300 } said) return said;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
        }

        return answer.StatusCode == HttpStatusCode.NotFound ? "not found" : $"status {(int)answer.StatusCode}";
    }

    public void Dispose() => client.Dispose();
}
