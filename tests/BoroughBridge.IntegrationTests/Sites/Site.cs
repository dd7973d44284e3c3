using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Host.Configuration;
using BoroughBridge.Host.Demonstration;
using BoroughBridge.Host.Operating;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.People;
using BoroughBridge.Storage;

namespace BoroughBridge.IntegrationTests.Sites;

/// <summary>
/// Both boroughs and routing as an installation of separate processes, on a RabbitMQ and a PostgreSQL of its own: whatever is killed here is nobody else's.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly List<RoleProcess> processes = [];
    private readonly List<IAsyncDisposable> held = [];

    private Site(string folder, TestPostgres postgres, TestRabbit rabbit)
    {
        Folder = folder;
        Postgres = postgres;
        Rabbit = rabbit;
    }

    public string Folder { get; }

    public TestPostgres Postgres { get; }

    public TestRabbit Rabbit { get; }

    public RoleProcess StandIns => processes[0];

    public RoleProcess Islington => processes[1];

    public RoleProcess TowerHamlets => processes[2];

    public RoleProcess Routing => processes[3];

    public IReadOnlyList<RoleProcess> All => processes;

    public Installation Installation { get; private set; } = null!;

    public BridgeOptions Options => Installation.Options;

    /// <summary>Sets everything up; nothing is started but the servers.</summary>
    public static async Task<Site> NewAsync()
    {
        var postgres = TestServers.PrivatePostgresAsync();
        var rabbit = TestServers.PrivateRabbitAsync();
        var site = new Site(Directory.CreateTempSubdirectory("bb-site-").FullName, await postgres, await rabbit);
        await site.SetUpAsync();

        return site;
    }

    /// <summary>A role's database, opened as the test.</summary>
    public Database Open(string role) => new(OptionsOf(role));

    public DatabaseOptions OptionsOf(string role) => role == "routing" ? Options.Routing!.Database : Installation.HoldingOf(role).Holding.Database;

    /// <summary>Changes a child in the stand-in ICS as a social worker would.</summary>
    public async Task EditAsync(object change, CancellationToken ct = default)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsJsonAsync($"{Options.StandIns!.IcsUrl}/ics/{DemonstrationPeople.Islington.Slug}/demo/changes", change, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Starts all four processes and waits until each is ready.</summary>
    public async Task StartAsync()
    {
        foreach (var process in processes) process.Start();
        foreach (var process in processes)
        {
            if (!await process.ReadyAsync(120)) throw new InvalidOperationException($"{process.Name} did not become ready: {process.Said}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes) await process.DisposeAsync();
        foreach (var one in Enumerable.Reverse(held)) await one.DisposeAsync();
        await Rabbit.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task SetUpAsync()
    {
        var ports = new DemonstrationPorts(TenPorts.Free());
        var keys = new DemonstrationKeys(Folder);
        var slugs = DemonstrationPeople.Authorities.Select(authority => authority.Slug).ToArray();
        keys.Make(slugs, TimeProvider.System);
        var today = DemonstrationDay.Of(Path.Combine(Folder, "stand-ins"), TimeProvider.System);

        var services = new SiteServices();
        foreach (var role in (string[])["routing", .. slugs])
        {
            var database = await TestDatabases.NewAsync(DatabaseKind.Postgres, Postgres);
            held.Add(database);
            services.Databases[role] = database.Options;
        }

        foreach (var slug in slugs)
        {
            var vhost = await TestBroker.NewVhostAsync(Rabbit);
            held.Add(vhost);
            services.Brokers[slug] = vhost.Options;
        }

        new DemonstrationFile(Folder, ports, services, keys, today).Write();
        Installation = Installation.At(Folder);
        Split();
    }

    /// <summary>One file a process, as boroughs that share nothing would have them.</summary>
    private void Split()
    {
        var whole = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, Installation.FileName)))!;
        Add("stand-ins", new() { ["Demonstration"] = true, ["StandIns"] = whole["StandIns"]!.DeepClone() }, Options.StandIns!.IcsUrl);
        for (var place = 0; place < Options.Holdings.Count; place++)
            Add(Options.Holdings[place].Holding.Authority, new() { ["Holdings"] = new JsonArray(whole["Holdings"]![place]!.DeepClone()) }, Options.Holdings[place].Holding.Url);
        Add("routing", new() { ["Routing"] = whole["Routing"]!.DeepClone() }, Options.Routing!.Url);
    }

    private void Add(string name, JsonObject json, string url)
    {
        var file = Path.Combine(Folder, $"{name}.json");
        File.WriteAllText(file, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        processes.Add(new(name, file, $"{url}/health/ready"));
    }

    private sealed class SiteServices : DemonstrationServices
    {
        public Dictionary<string, DatabaseOptions> Databases { get; } = [];

        public Dictionary<string, BoroughBridge.Streams.BrokerOptions> Brokers { get; } = [];

        public override JsonObject Database(string role) => new() { ["Kind"] = "Postgres", ["ConnectionString"] = Databases[role].ConnectionString };

        public override bool IsBrokered(string holder) => false;

        public override JsonObject Broker(string holder, string user) =>
            new() { ["Uri"] = Brokers[holder].Uri, ["User"] = Brokers[holder].User, ["Password"] = Brokers[holder].Password };
    }
}
