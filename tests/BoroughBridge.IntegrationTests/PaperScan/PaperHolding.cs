using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.Adapters.PaperScan;
using BoroughBridge.Adapters.PaperScan.Operator;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Records;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>A real holding with the paper adapter, on its own database and folders, that can be stopped and started again.</summary>
internal sealed class PaperHolding : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly string folder = Directory.CreateTempSubdirectory("bb-paper-").FullName;
    private readonly HoldingOptions holding;
    private readonly TestDatabase database;
    private WebApplication? app;

    private PaperHolding(TestDatabase database, Action<PaperOptions>? change)
    {
        this.database = database;
        Paper = new()
        {
            DropFolder = Path.Combine(folder, "drop"),
            WorkFolder = Path.Combine(folder, "work"),
            PollSeconds = 0.1,
            StillSeconds = 0.3,
            CoverPattern = "EM1*PERSONID*TYPE*YYYYMMDD*PAGES*CRC",
        };
        foreach (var (theirs, ours) in Types) Paper.DocumentTypes[theirs] = ours;
        change?.Invoke(Paper);
        holding = OptionsFor(folder, database.Options);
        Directory.CreateDirectory(Paper.DropFolder);
    }

    /// <summary>The type codes of the borough of the scan sets.</summary>
    public static IReadOnlyDictionary<string, string> Types { get; } = new Dictionary<string, string>
    {
        ["RVW"] = "iro-record",
        ["CPL"] = "care-plan",
        ["SWR"] = "sw-report",
        ["CHR"] = "chronology",
        ["PIR"] = "pir",
        ["CON"] = "child-consultation",
        ["COR"] = "unclassified-scan",
        ["OTH"] = "unclassified-scan",
    };

    public PaperOptions Paper { get; }
    public LogLines Lines { get; } = new();
    public IServiceProvider Services => app!.Services;
    public RecordIntake Intake => Services.GetRequiredService<RecordIntake>();
    public string Folder => folder;

    public static async Task<PaperHolding> StartAsync(DatabaseKind kind, IEnumerable<Person> persons, Action<PaperOptions>? change = null)
    {
        var started = new PaperHolding(await TestDatabases.NewAsync(kind), change);
        await started.StartAsync();
        foreach (var person in persons) await started.Intake.PutPersonAsync(person, default);

        return started;
    }

    public async Task StartAsync()
    {
        app = HoldingHost.Build(
            holding,
            builder =>
            {
                builder.Logging.AddProvider(Lines);
                builder.AddPaperAdapter(Paper);
            },
            app => app.MapPaperOperator());
        await app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (app is null) return;

        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>Copies a file into the drop folder, as a scanner does that writes under a passing name first.</summary>
    public void Drop(string name, byte[] bytes)
    {
        var passing = Path.Combine(Paper.DropFolder, name + ".part");
        File.WriteAllBytes(passing, bytes);
        File.Move(passing, Path.Combine(Paper.DropFolder, name));
    }

    public Task<List<PaperLine>> ListAsync() => GetAsync<List<PaperLine>>("/operator/paper/list");

    public Task<JsonElement> LedgerAsync() => GetAsync<JsonElement>("/operator/paper/ledger");

    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content)
    {
        using var client = Operator();

        return await client.PostAsync(path, content);
    }

    /// <summary>Waits until nothing is on its way: no file in the drop folder, none being worked on, and so many taken.</summary>
    public Task SettledAsync(int scans, double seconds = 300) => Until.TrueAsync(
        async () =>
        {
            await using var connection = await database.Database.OpenAsync(default);
            var (all, left) = await connection.QuerySingleAsync<(long, long)>(
                "SELECT COUNT(*), COALESCE(SUM(CASE WHEN state = 'done' THEN 0 ELSE 1 END), 0) FROM paper_files WHERE role = 'scan'");

            return all == scans && left == 0;
        },
        seconds);

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var connection = await database.Database.OpenAsync(default);

        return await connection.QuerySingleAsync<T>(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<T> GetAsync<T>(string path)
    {
        using var client = Operator();

        return (await client.GetFromJsonAsync<T>(path, Json))!;
    }

    private HttpClient Operator() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(holding.DataFolder, "operator.sock")), ct);

            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new("http://operator/") };

    private static HoldingOptions OptionsFor(string folder, DatabaseOptions database)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName;
        string In(string name) => Path.Combine(keys, name);
        KeyMaker.MakeTlsRoot(In("root.pem"), In("root.key"), TimeProvider.System);
        KeyMaker.MakeTlsPart(In("root.pem"), In("root.key"), "islington", In("tls.pem"), In("tls.key"), TimeProvider.System);
        KeyMaker.MakeSigningKey(In("sign"), In("jwks"));
        LogKey.Make(In("log"));
        File.WriteAllText(In("kek"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        return new()
        {
            Authority = "islington",
            DisplayName = "Islington",
            LaNumber = "206",
            OnsCode = "E09000019",
            Url = $"http://127.0.0.1:{Ports.Free()}",
            RecordUrl = $"https://127.0.0.1:{Ports.Free()}",
            RoutingRecordUrl = $"https://127.0.0.1:{Ports.Free()}",
            DataFolder = Path.Combine(folder, "data"),
            KeyEncryptionKeyFile = In("kek"),
            Database = database,
            Log = new() { Origin = "islington.test/log", KeyFile = In("log") },
            Trust = new() { Self = "islington", SigningKeyFile = In("sign"), TlsCertificateFile = In("tls.pem"), TlsKeyFile = In("tls.key"), TlsRootsFile = In("root.pem") },
        };
    }
}
