using System.Net.Http.Headers;
using System.Text;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Portal;
using BoroughBridge.Routing;
using BoroughBridge.Routing.Allocations;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Watch;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>A whole routing on its real ports and a real database, two holders and two identity providers around it.</summary>
internal sealed class RoutingWorld : IAsyncDisposable
{
    private readonly TestParts parts = new();
    private readonly TestDatabase database;
    private readonly Dictionary<string, long> told = [];
    private readonly List<TestVhost> vhosts = [];
    private bool portal;
    private WebApplication? app;

    private RoutingWorld(TestDatabase database)
    {
        this.database = database;
        Issuers = new(Clock);
        Islington = new("islington", parts.Trust("islington", Issuers));
        TowerHamlets = new("tower-hamlets", parts.Trust("tower-hamlets", Issuers));
        Options = MakeOptions();
    }

    public ShiftedClock Clock { get; } = new();

    public TestIssuers Issuers { get; }

    public TestHolder Islington { get; }

    public TestHolder TowerHamlets { get; }

    public TestParts Parts => parts;

    public RoutingOptions Options { get; }

    public Database Database => database.Database;

    public IServiceProvider Services => app!.Services;

    public DateOnly Today => London.DayOf(Clock.GetUtcNow());

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <param name="kind">The database.</param>
    /// <param name="change">Of the options, before anything starts.</param>
    /// <param name="profile">How both holders are reached.</param>
    /// <param name="portal">With the portal, its people signed in by the test's own issuers.</param>
    public static async Task<RoutingWorld> StartAsync(
        DatabaseKind kind, Action<RoutingOptions>? change = null, TransportProfile profile = TransportProfile.Direct, bool portal = false)
    {
        var world = new RoutingWorld(await TestDatabases.NewAsync(kind)) { portal = portal };
        if (portal) foreach (var provider in world.Options.Trust.IdentityProviders.Values) provider.ClientId = "portal";
        if (profile == TransportProfile.Brokered)
        {
            await world.ThroughBrokerAsync("islington", world.Islington);
            await world.ThroughBrokerAsync("tower-hamlets", world.TowerHamlets);
        }

        change?.Invoke(world.Options);
        await world.Issuers.StartAsync();
        await world.Islington.StartAsync();
        await world.TowerHamlets.StartAsync();
        await world.StartRoutingAsync();
        foreach (var link in world.Services.GetServices<CarryLink>()) await Until.TrueAsync(() => link.IsOpen, seconds: 30);

        return world;
    }

    private async Task ThroughBrokerAsync(string name, TestHolder holder)
    {
        var vhost = await TestBroker.NewVhostAsync();
        vhosts.Add(vhost);
        holder.Broker = await vhost.OptionsOfAsync(name, name);
        var authority = Options.Authorities[name];
        (authority.Profile, authority.RecordUrl, authority.Broker) = (TransportProfile.Brokered, "", await vhost.OptionsOfAsync(name, "routing"));
    }

    public async Task StartRoutingAsync()
    {
        app = Build(Options);
        await app.StartAsync();
        Http.BaseAddress ??= new Uri(Options.Url);
    }

    /// <summary>A further instance of routing over the same database; the caller disposes it. Returns its address too.</summary>
    public async Task<(WebApplication App, string Url)> AnotherAsync()
    {
        var options = MakeOptions();
        options.DataFolder = parts.At("data-" + Ids.New()[..8]);
        foreach (var provider in options.Trust.IdentityProviders.Values) provider.ClientId = "portal";
        foreach (var (id, client) in Options.Smart.Clients) options.Smart.Clients[id] = client;
        var another = Build(options);
        await another.StartAsync();

        return (another, options.Url);
    }

    private WebApplication Build(RoutingOptions options) => RoutingHost.Build(
        options,
        builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(Clock);
            if (portal) builder.AddPortal(options);
        },
        host =>
        {
            if (portal) host.MapPortal();
        });

    public async Task StopRoutingAsync()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>Applies events as the holder's stream would, each in a transaction of its own.</summary>
    public async Task TellAsync(string holder, params IChildEvent[] events)
    {
        foreach (var data in events) await TellAsync(holder, Entry(holder, data));
    }

    public Task TellAsync(string holder, StreamEntry entry) => Database.InTransactionAsync(transaction => Applier(holder).ApplyAsync(entry, transaction, default), default);

    public StreamEntry Entry(string holder, IChildEvent data) => StreamEntry.Following(
        StreamNames.FromHolder(holder), "e", told[holder] = told.GetValueOrDefault(holder) + 1, StreamEntry.NoHash, data, Clock.GetUtcNow());

    public IndexApplier Applier(string holder) => new(holder, Services.GetRequiredService<ProposalDesk>(), Services.GetRequiredService<RoutingMeters>(), Clock, Services.GetRequiredService<ILogger<IndexApplier>>());

    /// <summary>A GET with this token.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, string? token, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        change?.Invoke(request);

        return await Http.SendAsync(request);
    }

    /// <summary>Routing's log, in order.</summary>
    public async Task<IReadOnlyList<Logged>> LogAsync()
    {
        await using var connection = await Database.OpenAsync(default);

        return (await connection.QueryAsync<Logged>("SELECT kind, outcome, transaction_id AS transaction_, child_ref, agent, purpose FROM log_entries ORDER BY idx")).AsList();
    }

    /// <summary>What was hashed of each entry, in order, as text.</summary>
    public async Task<IReadOnlyList<string>> LeavesAsync()
    {
        await using var connection = await Database.OpenAsync(default);

        return [.. (await connection.QueryAsync<byte[]>("SELECT leaf FROM log_entries ORDER BY idx")).Select(Encoding.UTF8.GetString)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopRoutingAsync();
        await Islington.DisposeAsync();
        await TowerHamlets.DisposeAsync();
        await Issuers.DisposeAsync();
        await database.DisposeAsync();
        foreach (var vhost in vhosts) await vhost.DisposeAsync();
        Http.Dispose();
        parts.Dispose();
    }

    private RoutingOptions MakeOptions()
    {
        var options = new RoutingOptions
        {
            Url = $"http://127.0.0.1:{Ports.Free()}",
            RecordUrl = $"https://127.0.0.1:{Ports.Free()}",
            DataFolder = parts.At("data"),
            Database = database.Options,
            Log = new() { Origin = "routing.example/log", KeyFile = parts.At("log.key"), WriteTimeoutSeconds = 1 },
            Trust = parts.Trust("routing", Issuers),
        };
        options.Authorities["islington"] = new() { DisplayName = "Islington", LaNumber = "206", RecordUrl = Islington.RecordUrl };
        options.Authorities["tower-hamlets"] = new() { DisplayName = "Tower Hamlets", LaNumber = "211", RecordUrl = TowerHamlets.RecordUrl };
        options.Agreements.Add(Agreement("islington", "tower-hamlets"));
        options.Agreements.Add(Agreement("tower-hamlets", "islington"));

        return options;
    }

    private static AgreementOptions Agreement(string holder, string employer)
    {
        var agreement = new AgreementOptions
        {
            Reference = $"{holder}-{employer}-1",
            Holder = holder,
            Employer = employer,
            State = AgreementState.Open,
            From = new(2020, 1, 1),
            Basis = "s25B(4)",
            StandingAcceptance = true,
        };
        agreement.Capabilities.Add(Capabilities.Documents);
        agreement.Purposes.AddRange(["review-preparation", "review", "monitoring"]);

        return agreement;
    }
}

/// <summary>One entry of routing's log, as it is found.</summary>
internal sealed record Logged
{
    public required string Kind { get; init; }
    public required string Outcome { get; init; }
    public string? Transaction_ { get; init; }
    public string? ChildRef { get; init; }
    public string? Agent { get; init; }
    public string? Purpose { get; init; }
}
