using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using BoroughBridge.Contracts;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>
/// Servers in containers, asked for with <c>BB_TEST_SERVERS=engine</c>: the engine's API over its unix socket (<c>DOCKER_HOST</c>), images
/// <c>BB_TEST_RABBIT_IMAGE</c> and <c>BB_TEST_POSTGRES_IMAGE</c>. Does what Testcontainers would (decision 2).
/// </summary>
internal sealed class EngineServers : IServerMaker
{
    private static readonly string RabbitImage = Environment.GetEnvironmentVariable("BB_TEST_RABBIT_IMAGE") ?? "rabbitmq:3.10-management";
    private static readonly string PostgresImage = Environment.GetEnvironmentVariable("BB_TEST_POSTGRES_IMAGE") ?? "postgres:15";

    private readonly string socket = Environment.GetEnvironmentVariable("DOCKER_HOST") ?? "unix:///var/run/docker.sock";
    private HttpClient? engine;

    public Task<string?> NoRabbitAsync() => NoEngineAsync(RabbitImage);

    public Task<string?> NoPostgresAsync() => NoEngineAsync(PostgresImage);

    public async Task<TestRabbit> RabbitAsync()
    {
        var (amqp, management) = (Ports.Free(), Ports.Free());
        var password = Ids.New();
        var container = await StartAsync(
            RabbitImage,
            ["RABBITMQ_DEFAULT_USER=bb", $"RABBITMQ_DEFAULT_PASS={password}", "RABBITMQ_NODENAME=bb@localhost"],
            ["sh", "-c", "rabbitmq-plugins enable --offline rabbitmq_management && exec rabbitmq-server"],
            new() { [5672] = amqp, [15672] = management });
        var rabbit = new TestRabbit(new Uri($"amqp://127.0.0.1:{amqp}"), new Uri($"http://127.0.0.1:{management}/"), "bb", password, container);
        await rabbit.ReadyAsync();

        return rabbit;
    }

    public async Task<TestPostgres> PostgresAsync()
    {
        var port = Ports.Free();
        var password = Ids.New();
        var container = await StartAsync(
            PostgresImage, ["POSTGRES_USER=bb", $"POSTGRES_PASSWORD={password}"], ["postgres", "-c", "fsync=off", "-c", "max_connections=300"], new() { [5432] = port });
        var server = new TestPostgres($"Host=127.0.0.1;Port={port};Username=bb;Password={password};Database=postgres", container);
        await server.ReadyAsync();

        return server;
    }

    private async Task<string?> NoEngineAsync(string image)
    {
        if (Environment.GetEnvironmentVariable("BB_TEST_SERVERS") != "engine") return "BB_TEST_SERVERS is not engine";
        if (!socket.StartsWith("unix://", StringComparison.Ordinal)) return "DOCKER_HOST is not a unix socket";

        engine ??= Connect(socket["unix://".Length..]);
        try
        {
            using var limit = new CancellationTokenSource(2000);
            using var version = await engine.GetAsync("version", limit.Token);
            version.EnsureSuccessStatusCode();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return $"no engine answers at DOCKER_HOST={socket}";
        }

        await EngineContainer.RemoveLeftoversAsync(engine);
        using var found = await engine.GetAsync($"images/{image}/json");

        return found.IsSuccessStatusCode ? null : $"image {image} is not on the engine at {socket}";
    }

    private async Task<EngineContainer> StartAsync(string image, string[] environment, string[] command, Dictionary<int, int> ports)
    {
        static string Tcp(int port) => string.Create(CultureInfo.InvariantCulture, $"{port}/tcp");
        using var created = await engine!.PostAsJsonAsync("containers/create", new
        {
            Image = image,
            Env = environment,
            Cmd = command,
            Labels = new Dictionary<string, string> { [EngineContainer.Label] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture) },
            ExposedPorts = ports.Keys.ToDictionary(Tcp, _ => new object()),
            HostConfig = new
            {
                PortBindings = ports.ToDictionary(
                    pair => Tcp(pair.Key), pair => new[] { new { HostIp = "127.0.0.1", HostPort = pair.Value.ToString(CultureInfo.InvariantCulture) } }),
            },
        });
        if (!created.IsSuccessStatusCode) throw new InvalidOperationException($"the engine refused image {image}: {await created.Content.ReadAsStringAsync()}");

        var container = new EngineContainer(engine!, (await created.Content.ReadFromJsonAsync<JsonObject>())!["Id"]!.GetValue<string>());
        await container.StartAsync();

        return container;
    }

    private static HttpClient Connect(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://engine/v1.41/"),
        Timeout = TimeSpan.FromSeconds(30),
    };
}
