using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Holding.Records;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Trust;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>Islington's holding, running on its own database, with routing's side of the wire in the test's hands.</summary>
internal sealed class TestHolding : IAsyncDisposable
{
    private readonly string folder;
    private readonly HttpClient record;
    private readonly List<TestLink> links = [];
    private WebApplication app;

    private TestHolding(string folder, TestDatabase database, TestIssuer issuer, HoldingOptions options, WebApplication app, LinesHeard heard, TestVhost? vhost, BrokerOptions? routingBroker)
    {
        (this.folder, this.app, Heard, Vhost, RoutingBroker) = (folder, app, heard, vhost, routingBroker);
        (Store, Issuer, Options) = (database, issuer, options);
        record = ClientAs("routing");
        Http = new() { BaseAddress = new(options.Url) };
        Operator = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), ct);

                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new("http://operator/") };
    }

    public LinesHeard Heard { get; }

    /// <summary>Where the profile is brokered: its virtual host, and routing's way into it.</summary>
    public TestVhost? Vhost { get; }

    public BrokerOptions? RoutingBroker { get; }
    public TestDatabase Store { get; }
    public TestIssuer Issuer { get; }
    public HoldingOptions Options { get; }
    public HttpClient Http { get; }
    public HttpClient Operator { get; }
    public string Socket => Path.Combine(folder, "operator.sock");
    public string Vault => Path.Combine(folder, "vault");
    public IServiceProvider Services => app.Services;
    public RecordIntake Intake => Services.GetRequiredService<RecordIntake>();
    public AllocationDesk Desk => Services.GetRequiredService<AllocationDesk>();
    public Database Database => Services.GetRequiredService<Database>();
    public JwsSigner Routing { get; } = TrustBundle.Load(TestParts.Trust("routing")).Signer;

    public static async Task<TestHolding> StartAsync(DatabaseKind kind, Action<HoldingOptions>? change = null, TransportProfile profile = TransportProfile.Direct) =>
        await StartAsync(await TestDatabases.NewAsync(kind), change, profile);

    public static async Task<TestHolding> StartAsync(TestDatabase database, Action<HoldingOptions>? change = null, TransportProfile profile = TransportProfile.Direct)
    {
        var issuer = await TestIssuer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("bb-hold-").FullName;
        var options = OptionsFor(folder, database, issuer);
        var vhost = profile == TransportProfile.Brokered ? await TestBroker.NewVhostAsync() : null;
        if (vhost is not null)
            (options.Profile, options.Broker, options.RecordUrl, options.RoutingRecordUrl) = (profile, await vhost.OptionsOfAsync("islington", "islington"), "", "");
        change?.Invoke(options);
        var heard = new LinesHeard();
        var app = HoldingHost.Build(options, builder => builder.Logging.AddProvider(heard).SetMinimumLevel(LogLevel.Trace));
        await app.StartAsync();

        return new(folder, database, issuer, options, app, heard, vhost, vhost is null ? null : await vhost.OptionsOfAsync("islington", "routing"));
    }

    public static HoldingOptions OptionsFor(string folder, TestDatabase database, TestIssuer issuer)
    {
        var options = new HoldingOptions
        {
            Authority = "islington",
            DisplayName = "Islington",
            LaNumber = "206",
            OnsCode = "E09000019",
            Url = $"http://127.0.0.1:{Ports.Free()}",
            RecordUrl = $"https://127.0.0.1:{Ports.Free()}",
            RoutingRecordUrl = $"https://127.0.0.1:{Ports.Free()}",
            DataFolder = folder,
            KeyEncryptionKeyFile = TestParts.KeyEncryptionKey(folder),
            Database = database.Options,
            Log = new() { Origin = "islington.test/log", KeyFile = TestParts.Log(folder), WriteTimeoutSeconds = 2 },
        };
        TestParts.Trust(options.Trust, "islington", "routing");
        foreach (var authority in (string[])["tower-hamlets", "hackney"])
            options.Trust.IdentityProviders[authority] = new() { Issuer = issuer.For(authority), Audience = "boroughbridge" };
        options.Agreements.Add(Agreement("A-1", AgreementState.Open));

        return options;
    }

    public static AgreementOptions Agreement(string reference, AgreementState state, string employer = "tower-hamlets")
    {
        var agreement = new AgreementOptions { Reference = reference, Holder = "islington", Employer = employer, State = state, From = new(2020, 1, 1), Basis = "s25B(4)" };
        agreement.Capabilities.Add(Capabilities.Documents);
        agreement.Purposes.AddRange(["review-preparation", "review"]);

        return agreement;
    }

    /// <summary>Stops the host and starts another over the same store, as a restart does.</summary>
    public async Task RestartAsync(Action? between = null)
    {
        await app.DisposeAsync();
        between?.Invoke();
        app = HoldingHost.Build(Options, builder => builder.Logging.AddProvider(Heard).SetMinimumLevel(LogLevel.Trace));
        await app.StartAsync();
    }

    public StaffRef Iro(string subject = "iro.th1", string authority = "tower-hamlets") => new() { Issuer = Issuer.For(authority), Subject = subject };

    /// <summary>Proposes and, as routing would, accepts; returns the allocation id.</summary>
    public async Task<string> AllocateAsync(string childRef, string subject = "iro.th1", DateOnly? from = null, DateOnly? to = null, params string[] permissions)
    {
        var id = await Desk.ProposeAsync(new() { ChildRef = childRef, Iro = Iro(subject), Employer = "tower-hamlets", From = from ?? new(2026, 1, 1), To = to, Permissions = permissions }, "test", default);
        await AcceptAsync(childRef, id);

        return id;
    }

    public Task<bool> AcceptAsync(string childRef, string allocationId) => Database.InTransactionAsync(
        transaction => Desk.AcceptedAsync(new() { ChildRef = childRef, AllocationId = allocationId, By = "standing" }, transaction, default), default);

    public AccessAssertion Assertion(params ThingAsked[] things) => Assertion(Issuer.Token("iro.th1"), things);

    public static AccessAssertion Assertion(string token, params ThingAsked[] things)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        return new()
        {
            Iss = "routing",
            Aud = "islington",
            Jti = Ids.New(),
            Iat = now,
            Exp = now + AccessAssertion.LifetimeSeconds,
            Transaction = Ids.New(),
            Purpose = "review-preparation",
            UserToken = token,
            Things = things,
        };
    }

    public Task<Answer> ReadAsync(AccessAssertion assertion) => PostAsync(Routing.Sign(AccessAssertion.Typ, assertion));

    public async Task<Answer> PostAsync(string jws, HttpClient? client = null)
    {
        using var response = await SendAsync(jws, client);
        var bytes = await response.Content.ReadAsByteArrayAsync();

        return Answer.Read((int)response.StatusCode, bytes);
    }

    /// <summary>The answer as soon as its headers are there; the caller reads the body.</summary>
    public Task<HttpResponseMessage> SendAsync(string jws, HttpClient? client = null)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(jws));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/jose");

        return (client ?? record).SendAsync(new(HttpMethod.Post, "/record/read") { Content = content }, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A client of the record protocol in the name of a part, by the holding's profile.</summary>
    public HttpClient ClientAs(string part)
    {
        if (Options.Profile == TransportProfile.Direct)
            return new(MutualTls.Caller(TestParts.Trust(part))) { BaseAddress = new(Options.RecordUrl), Timeout = TimeSpan.FromSeconds(20) };

        var link = TestLink.Start("islington", RoutingBroker!, TestParts.Trust(part, "islington"));
        links.Add(link);

        return link.Client();
    }

    /// <summary>Breaks the connections of every client made here, as the death of the process at the other end would.</summary>
    public async Task CutClientsAsync()
    {
        foreach (var link in links) await link.DisposeAsync();
        links.Clear();
    }

    public Task<HttpResponseMessage> RecordGetAsync(string path) => record.GetAsync(path);

    /// <summary>Log entries in order: kind and outcome.</summary>
    public async Task<IReadOnlyList<(string Kind, string Outcome, string? ChildRef)>> LogAsync()
    {
        await using var connection = await Store.Database.OpenAsync(default);

        return [.. await connection.QueryAsync<(string, string, string?)>("SELECT kind, outcome, child_ref FROM log_entries ORDER BY idx")];
    }

    public async Task<IReadOnlyList<string>> ToldAsync(string? childRef = null)
    {
        await using var connection = await Store.Database.OpenAsync(default);
        var rows = await connection.QueryAsync<byte[]>("SELECT entry FROM stream_entries ORDER BY number");
        var entries = rows.Select(row => System.Text.Json.JsonSerializer.Deserialize<Contracts.Streams.StreamEntry>(row, Wire.Json)!);

        return [.. entries.Where(entry => childRef is null || entry.Subject == childRef).Select(entry => entry.Type)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var line in Heard.Lines.Where(line => line.Split(' ', 3) is ["Warning" or "Error", var by, _] && by.StartsWith("BoroughBridge", StringComparison.Ordinal)).TakeLast(20))
            await TestContext.Out.WriteLineAsync(line);
        record.Dispose();
        await CutClientsAsync();
        Http.Dispose();
        Operator.Dispose();
        await app.DisposeAsync();
        await Issuer.DisposeAsync();
        await Store.DisposeAsync();
        if (Vhost is not null) await Vhost.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
