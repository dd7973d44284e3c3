using System.Net.Http.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Streams;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>Fresh virtual hosts, each with a user that may do anything in it and nothing elsewhere.</summary>
public static class TestBroker
{
    /// <summary>A new virtual host on the run's RabbitMQ (or the server given); gone when disposed.</summary>
    public static async Task<TestVhost> NewVhostAsync(TestRabbit? server = null)
    {
        server ??= await TestServers.RabbitAsync();
        var vhost = new TestVhost(server, "t." + Ids.New(), "u." + Ids.New(), Ids.New());
        await vhost.MakeAsync();

        return vhost;
    }
}

/// <summary>A virtual host of one test.</summary>
public sealed class TestVhost(TestRabbit server, string name, string user, string password) : IAsyncDisposable
{
    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<string> users = [];

    public string Name => name;

    public TestRabbit Server => server;

    /// <summary>As a role's configuration names it.</summary>
    public BrokerOptions Options => OptionsAt(server.Amqp.Host, server.Amqp.Port);

    /// <summary>The same virtual host by another way, such as a <see cref="TcpFaultProxy"/>.</summary>
    public BrokerOptions OptionsAt(string host, int port) => new() { Uri = $"amqp://{host}:{port}/{name}", User = user, Password = password };

    /// <summary>As a part's own user, with the permissions an operator is told to give it (deploy/broker-permissions) and no others.</summary>
    public async Task<BrokerOptions> OptionsOfAsync(string authority, string part)
    {
        var (own, secret) = ($"{part}.{Ids.New()}", Ids.New());
        var patterns = (await Shell.RunAsync($"{Path.Combine(Corpus.Repository, "deploy", "broker-permissions")} {authority} {part}")).Split('\n');
        users.Add(own);
        await PutAsync($"api/users/{own}", new { password = secret, tags = "" });
        await PutAsync($"api/permissions/{name}/{own}", new { configure = patterns[0], write = patterns[1], read = patterns[2] });

        return new() { Uri = $"amqp://{server.Amqp.Host}:{server.Amqp.Port}/{name}", User = own, Password = secret };
    }

    /// <summary>Messages in a queue, or -1 where there is none of that name. The broker counts every few seconds: poll.</summary>
    public async Task<long> MessagesAsync(string queue)
    {
        using var answer = await server.Management.GetAsync($"api/queues/{name}/{Uri.EscapeDataString(queue)}");
        if (!answer.IsSuccessStatusCode) return -1;

        return (await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>())!["messages"]?.GetValue<long>() ?? 0;
    }

    /// <summary>Names of the queues there are.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync() =>
        [.. (await server.Management.GetFromJsonAsync<System.Text.Json.Nodes.JsonArray>($"api/queues/{name}"))!.Select(queue => queue!["name"]!.GetValue<string>())];

    /// <summary>All messages of a queue as JSON text, an array of <c>properties</c> (with <c>headers</c>) and <c>payload</c>; left where they are. Nothing is seen while another consumes.</summary>
    public async Task<string> PeekAsync(string queue) => (await QueuePeek.MessagesAsync(Options, queue)).ToJsonString(Plain);

    /// <summary>Removes a queue and all in it, as an operator's mistake would.</summary>
    public async Task DeleteQueueAsync(string queue)
    {
        using var answer = await server.Management.DeleteAsync($"api/queues/{name}/{Uri.EscapeDataString(queue)}");
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Removes the virtual host with every queue and makes it anew, empty.</summary>
    public async Task ResetAsync()
    {
        using var deleted = await server.Management.DeleteAsync($"api/vhosts/{name}");
        deleted.EnsureSuccessStatusCode();
        await MakeAsync();
    }

    internal async Task MakeAsync()
    {
        await PutAsync($"api/vhosts/{name}", new { });
        await PutAsync($"api/users/{user}", new { password, tags = "" });
        await PutAsync($"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" });
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var vhost = await server.Management.DeleteAsync($"api/vhosts/{name}");
            foreach (var one in (string[])[user, .. users])
            {
                using var gone = await server.Management.DeleteAsync($"api/users/{one}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or ObjectDisposedException)
        {
            // A private server may have been stopped before its virtual hosts; it takes them with it.
        }
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await server.Management.PutAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)answer.StatusCode} from the management API for {path.Split('/')[1]}");
    }
}
