using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using BoroughBridge.IntegrationTests.EndToEnd;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Streams;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>Everything the demonstration's broker has: each message published or delivered from now on (its tracer, with all headers), and what stays in its queues.</summary>
internal sealed class CanaryBroker : IAsyncDisposable
{
    private readonly RunningDemonstration bridge;
    private readonly BrokerOptions[] hosts;
    private readonly List<IConnection> connections = [];
    private readonly ConcurrentQueue<byte[]> passed = new();
    private readonly ConcurrentQueue<byte[]> faults = new();

    private CanaryBroker(RunningDemonstration bridge, BrokerOptions[] hosts) => (this.bridge, this.hosts) = (bridge, hosts);

    /// <summary>Bodies, headers and properties of all that passed.</summary>
    public IEnumerable<byte[]> Passed => passed;

    /// <summary>What was published about failures.</summary>
    public IEnumerable<byte[]> Faults => faults;

    public static async Task<CanaryBroker> ListenAsync(RunningDemonstration bridge, DemonstrationFacts facts)
    {
        var broker = new CanaryBroker(bridge, [.. facts.Options.Routing!.Authorities.Values.Select(authority => authority.Broker!)]);
        foreach (var host in broker.hosts) await broker.TapAsync(host);

        return broker;
    }

    /// <summary>Every queue there is, with how many messages lie in it.</summary>
    public async Task<IReadOnlyList<(BrokerOptions Host, string Queue, int Messages, int Consumers)>> QueuesAsync()
    {
        var all = new List<(BrokerOptions, string, int, int)>();
        foreach (var host in hosts)
        {
            var printed = await ControlAsync("list_queues", "-p", VirtualHost(host), "name", "messages", "consumers", "--no-table-headers");
            all.AddRange(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Where(cells => cells.Length == 3 && !cells[0].StartsWith("amq.gen-", StringComparison.Ordinal))
                .Select(cells => (host, cells[0], int.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture))));
        }

        return all;
    }

    /// <summary>The messages that lie in queues nobody consumes: what went to an error or skipped queue.</summary>
    public async Task<IReadOnlyList<(string Headers, string Payload)>> LeftAsync()
    {
        var left = new List<(string, string)>();
        foreach (var (host, queue, messages, _) in (await QueuesAsync()).Where(one => one.Consumers == 0 && one.Messages > 0))
        {
            var seen = await QueuePeek.MessagesAsync(host, queue);
            if (seen.Count < messages) throw new InvalidOperationException($"{queue} has {messages} messages and {seen.Count} were seen");
            left.AddRange(seen.Select(message => (message!["properties"]!.ToJsonString(), message["payload"]!.GetValue<string>())));
        }

        return left;
    }

    /// <summary>Publishes what is no entry of any stream to a holder's queue, as a broken or hostile holder might.</summary>
    public async Task PublishNonsenseAsync(string queue, string body)
    {
        await using var connection = await ConnectAsync(hosts.Single(host => host.Uri.EndsWith("tower-hamlets", StringComparison.Ordinal)));
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync("", queue, true, new BasicProperties { Persistent = true, ContentType = "application/cloudevents+json" }, Encoding.UTF8.GetBytes(body));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections) await connection.DisposeAsync();
    }

    private async Task TapAsync(BrokerOptions host)
    {
        await ControlAsync("trace_on", "-p", VirtualHost(host));
        var connection = await ConnectAsync(host);
        connections.Add(connection);
        var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, "amq.rabbitmq.trace", "#");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, traced) =>
        {
            using var all = new MemoryStream();
            all.Write(Encoding.UTF8.GetBytes(traced.RoutingKey + "\n"));
            Flatten(traced.BasicProperties.Headers, all);
            all.Write(traced.Body.Span);
            passed.Enqueue(all.ToArray());
            if (traced.RoutingKey.Contains("Fault", StringComparison.Ordinal)) faults.Enqueue(all.ToArray());

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
    }

    /// <summary>All names and values of a header table, tables inside it too.</summary>
    private static void Flatten(object? value, MemoryStream to)
    {
        switch (value)
        {
            case null:
                break;
            case byte[] bytes:
                to.Write(bytes);
                break;
            case IDictionary table:
                foreach (DictionaryEntry entry in table)
                {
                    to.Write(Encoding.UTF8.GetBytes($"\n{entry.Key}="));
                    Flatten(entry.Value, to);
                }

                break;
            case IEnumerable<KeyValuePair<string, object?>> table:
                foreach (var (name, inner) in table)
                {
                    to.Write(Encoding.UTF8.GetBytes($"\n{name}="));
                    Flatten(inner, to);
                }

                break;
            case IList list:
                foreach (var item in list) Flatten(item, to);
                break;
            default:
                to.Write(Encoding.UTF8.GetBytes(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    private static Task<IConnection> ConnectAsync(BrokerOptions host) =>
        new ConnectionFactory { Uri = new Uri(host.Uri), UserName = host.User, Password = host.Password, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    private static string VirtualHost(BrokerOptions host) => new Uri(host.Uri).AbsolutePath.TrimStart('/');

    private Task<string> ControlAsync(params string[] arguments) => ServicesShell.RunAsync(bridge.Data, "rabbit rabbitmqctl -q", arguments);
}

/// <summary>Commands against the servers that <c>scripts/run --services</c> has started, with what <c>scripts/lib/services.sh</c> knows of them.</summary>
internal static class ServicesShell
{
    public static async Task<string> RunAsync(string data, string command, params IEnumerable<string> arguments)
    {
        var script = $"""
            . scripts/lib/common.sh; . scripts/lib/services.sh
            S=$(readlink -f "$1/services"); set -a; . "$S/services.env"; set +a; shift
            {command} "$@"
            """;
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script, "bash", data, .. arguments])
        {
            WorkingDirectory = Corpus.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        return shell.ExitCode == 0 ? output : throw new InvalidOperationException($"{command} ended with {shell.ExitCode}: {await errors}");
    }
}
