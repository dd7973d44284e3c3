using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.Adapters.Electronic;
using BoroughBridge.Adapters.Electronic.Operator;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Records;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.IntegrationTests.Electronic;

/// <summary>Islington's holding with its electronic adapter, running against an ICS.</summary>
internal sealed class ImportingHolding : IAsyncDisposable
{
    private readonly string folder;
    private readonly HoldingOptions options;
    private readonly ElectronicOptions electronic;
    private readonly HttpClient door;
    private WebApplication app;

    private ImportingHolding(string folder, TestDatabase store, HoldingOptions options, ElectronicOptions electronic)
    {
        (this.folder, this.options, this.electronic, Store) = (folder, options, electronic, store);
        app = Build();
        door = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder, "operator.sock")), ct);

                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new("http://operator/") };
    }

    public TestDatabase Store { get; }
    public RecordIntake Intake => app.Services.GetRequiredService<RecordIntake>();
    public System.Collections.Concurrent.ConcurrentQueue<string> Heard { get; } = new();

    public static async Task<ImportingHolding> StartAsync(DatabaseKind kind, string icsUrl, string apiKey, Action<ElectronicOptions>? change = null)
    {
        var store = await TestDatabases.NewAsync(kind);
        var folder = Directory.CreateTempSubdirectory("bb-ics-").FullName;
        var options = Options(folder, store);
        var electronic = new ElectronicOptions { BaseUrl = icsUrl, ApiKey = apiKey, PollSeconds = 0.1, TimeoutSeconds = 2, Retries = 1, BreakSeconds = 0.5 };
        change?.Invoke(electronic);
        var holding = new ImportingHolding(folder, store, options, electronic);
        await holding.app.StartAsync();

        return holding;
    }

    public Task<JsonElement> StatusAsync() => door.GetFromJsonAsync<JsonElement>("operator/electronic/status");

    public async Task<IReadOnlyList<(string Part, string Key, string Field, string Code)>> QuarantineAsync() =>
    [
        .. (await door.GetFromJsonAsync<JsonElement>("operator/electronic/quarantine")).EnumerateArray().Select(row => (
            row.GetProperty("part").GetString()!, row.GetProperty("sourceKey").GetString()!, row.GetProperty("field").GetString()!, row.GetProperty("code").GetString()!)),
    ];

    public Task<HttpResponseMessage> PostAsync(string path) => door.PostAsync(path, null);

    /// <summary>Two whole looks at the ICS from now on: whatever was in it has been seen.</summary>
    public async Task LookedAsync(double seconds = 60)
    {
        var from = (await StatusAsync()).GetProperty("polls").GetInt64();
        await Until.TrueAsync(async () => await StatusAsync() is var now && now.GetProperty("polls").GetInt64() >= from + 2, seconds);
    }

    /// <summary>Resources by type, with version, as the store has them.</summary>
    public async Task<IReadOnlyList<(string Id, string Type, string? Kind, string Labels, int Version, string? Withdrawn)>> ResourcesAsync()
    {
        await using var connection = await Store.Database.OpenAsync(default);

        return [.. await connection.QueryAsync<(string, string, string?, string, int, string?)>("SELECT id, type, kind, labels, version, withdrawn FROM resources ORDER BY id")];
    }

    /// <summary>Stops the host and starts another over the same store, as a restart does.</summary>
    public async Task RestartAsync(Action<ElectronicOptions>? change = null)
    {
        await app.DisposeAsync();
        change?.Invoke(electronic);
        app = Build();
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        door.Dispose();
        await app.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private WebApplication Build() => HoldingHost.Build(
        options,
        builder =>
        {
            builder.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(new HeardLines(Heard));
            builder.AddElectronicAdapter(electronic);
        },
        app => app.MapElectronicOperator());

    private static HoldingOptions Options(string folder, TestDatabase store)
    {
        string Made(string name) => Path.Combine(folder, name);
        var clock = TimeProvider.System;
        KeyMaker.MakeTlsRoot(Made("root.pem"), Made("root.key"), clock);
        KeyMaker.MakeTlsPart(Made("root.pem"), Made("root.key"), "islington", Made("tls.pem"), Made("tls.key"), clock);
        KeyMaker.MakeSigningKey(Made("sign.key"), Made("sign.jwks"));
        LogKey.Make(Made("log.key"));
        File.WriteAllText(Made("kek"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        return new()
        {
            Authority = "islington",
            DisplayName = "Islington",
            LaNumber = "206",
            OnsCode = "E09000019",
            Url = $"http://127.0.0.1:{Ports.Free()}",
            RecordUrl = $"https://127.0.0.1:{Ports.Free()}",
            RoutingRecordUrl = $"https://127.0.0.1:{Ports.Free()}",
            DataFolder = folder,
            KeyEncryptionKeyFile = Made("kek"),
            Database = store.Options,
            Log = new() { Origin = "islington.test/log", KeyFile = Made("log.key") },
            Trust = new() { Self = "islington", SigningKeyFile = Made("sign.key"), TlsCertificateFile = Made("tls.pem"), TlsKeyFile = Made("tls.key"), TlsRootsFile = Made("root.pem") },
        };
    }
}
