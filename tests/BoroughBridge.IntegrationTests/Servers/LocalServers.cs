using System.Globalization;
using BoroughBridge.Contracts;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>Servers from Debian's packages rabbitmq-server and postgresql-15, each in a private folder, on loopback, with ports, names and cookie of its own.</summary>
internal sealed class LocalServers : IServerMaker
{
    private const string RabbitServer = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    public Task<string?> NoRabbitAsync() =>
        Task.FromResult(File.Exists(RabbitServer) ? null : $"{RabbitServer} is not there (apt-get install rabbitmq-server)");

    public Task<string?> NoPostgresAsync() => Task.FromResult(PostgresFolder() is null ? "/usr/lib/postgresql/15/bin/initdb is not there (apt-get install postgresql-15)" : null);

    public Task<TestRabbit> RabbitAsync() => RabbitAsync(0, (_, _) => "");

    /// <summary>One that also listens with TLS, to whoever shows a certificate under this root and to nobody else.</summary>
    public static Task<TestRabbit> RabbitOverTlsAsync(string root, string certificate, string key) => RabbitAsync(Ports.Free(), (port, folder) =>
    {
        // In the node's own private folder, where its user may read them.
        foreach (var (from, to) in new[] { (root, "root.pem"), (certificate, "broker.pem"), (key, "broker.key") })
            File.WriteAllText(Path.Combine(folder, to), File.ReadAllText(from));

        return $"""
            listeners.ssl.1 = 127.0.0.1:{port}
            ssl_options.cacertfile = {folder}/root.pem
            ssl_options.certfile = {folder}/broker.pem
            ssl_options.keyfile = {folder}/broker.key
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = true

            """;
    });

    private static async Task<TestRabbit> RabbitAsync(int tls, Func<int, string, string> more)
    {
        var (amqp, distribution, epmd, management) = (Ports.Free(), Ports.Free(), Ports.Free(), Ports.Free());
        var folder = await NewFolderAsync("rabbitmq");
        var password = Ids.New();
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{amqp}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {management}
            default_user = bb
            default_pass = {password}
            disk_free_limit.absolute = 50MB
            vm_memory_high_watermark.relative = 0.2

            """) + more(tls, folder));
        await File.WriteAllTextAsync(Path.Combine(folder, "plugins"), "[rabbitmq_management].\n");

        var number = amqp.ToString(CultureInfo.InvariantCulture);
        var keeper = await Keeper.StartAsync(
            folder,
            "rabbitmq",
            new Dictionary<string, string>
            {
                ["HOME"] = folder,
                ["ERL_EPMD_PORT"] = epmd.ToString(CultureInfo.InvariantCulture),
                ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_NODENAME"] = $"t{number}@localhost",
                ["RABBITMQ_DIST_PORT"] = distribution.ToString(CultureInfo.InvariantCulture),
                ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
                ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
                ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(folder, "generated"),
                ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
                ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
                ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
                // Without the interface the distribution port listens on every address; without sbwt none an idle node spins.
                ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
            },
            $"epmd -port {epmd} -address 127.0.0.1",
            // Where its epmd does not answer yet, the node would start another that outlives everything.
            $"bash -c 'until (exec 3<>/dev/tcp/127.0.0.1/{epmd}) 2>/dev/null; do sleep 0.05; done; exec {RabbitServer}'");

        var rabbit = new TestRabbit(new Uri($"amqp://127.0.0.1:{number}"), new Uri($"http://127.0.0.1:{management}/"), "bb", password, new LocalControl(keeper, folder)) { TlsPort = tls };
        await rabbit.ReadyAsync();

        return rabbit;
    }

    public async Task<TestPostgres> PostgresAsync()
    {
        var bin = PostgresFolder()!;
        var port = Ports.Free();
        var folder = await NewFolderAsync("postgres");
        var password = Ids.New();
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), password);
        var drop = Environment.IsPrivilegedProcess ? "setpriv --reuid=postgres --regid=postgres --init-groups " : "";
        await Shell.RunAsync(
            $"cd {folder} && {drop}{bin}/initdb -D data -U bb --auth-host=scram-sha-256 --auth-local=trust --pwfile=password -E UTF8 --locale=C.UTF-8 --no-sync");

        // fsync off: what is proved here is a crash of the process, which the page cache outlives, not of the machine.
        var keeper = await Keeper.StartAsync(
            folder,
            "postgres",
            new Dictionary<string, string> { ["HOME"] = folder },
            $"{bin}/postgres -D {folder}/data -p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300 -c shared_buffers=64MB");

        var server = new TestPostgres($"Host=127.0.0.1;Port={port};Username=bb;Password={password};Database=postgres", new LocalControl(keeper, folder));
        await server.ReadyAsync();

        return server;
    }

    private static string? PostgresFolder() => Enumerable.Range(15, 10).Select(version => $"/usr/lib/postgresql/{version}/bin").FirstOrDefault(bin => File.Exists($"{bin}/initdb"));

    private static async Task<string> NewFolderAsync(string user)
    {
        var folder = Directory.CreateTempSubdirectory($"bb-test-{user}-").FullName;
        if (Environment.IsPrivilegedProcess) await Shell.RunAsync($"chown {user}:{user} {folder}");

        return folder;
    }

    private sealed class LocalControl(Keeper keeper, string folder) : IServerControl
    {
        public Task KillAsync() => keeper.SayAsync("kill");

        public Task StartAsync() => keeper.SayAsync("start");

        public string Said()
        {
            var said = File.ReadAllText(Path.Combine(folder, "out"));

            return said[Math.Max(0, said.Length - 2000)..];
        }

        public ValueTask DisposeAsync() => keeper.DisposeAsync();
    }
}
