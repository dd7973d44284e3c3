using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>A real RabbitMQ with its management API, reached as an administrator.</summary>
public sealed class TestRabbit : IAsyncDisposable
{
    private readonly IServerControl? control;

    internal TestRabbit(Uri amqp, Uri management, string user, string password, IServerControl? control)
    {
        Amqp = amqp;
        Management = new HttpClient { BaseAddress = management, Timeout = TimeSpan.FromSeconds(10) };
        Management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        this.control = control;
    }

    /// <summary>Scheme, host and port, no user and no virtual host.</summary>
    public Uri Amqp { get; }

    /// <summary>Where it listens with TLS; 0 where it does not.</summary>
    public int TlsPort { get; init; }

    /// <summary>The management API as an administrator; paths begin with <c>api/</c>.</summary>
    public HttpClient Management { get; }

    /// <summary>SIGKILL of the node; only on a private server.</summary>
    public Task KillAsync() => Own.KillAsync();

    /// <summary>Starts the node again with its data and ports, and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        await Own.StartAsync();
        await ReadyAsync();
    }

    internal async Task ReadyAsync()
    {
        try
        {
            await Until.TrueAsync(
                async () =>
                {
                    using var answer = await Management.GetAsync("api/overview");
                    using var socket = new TcpClient();
                    await socket.ConnectAsync(Amqp.Host, Amqp.Port);

                    return answer.IsSuccessStatusCode;
                },
                seconds: 180);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"RabbitMQ at {Amqp} is not ready; it said: {control?.Said()}");
        }
    }

    private IServerControl Own => control ?? throw new InvalidOperationException("this server was not started by the tests");

    public ValueTask DisposeAsync()
    {
        Management.Dispose();

        return control?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
