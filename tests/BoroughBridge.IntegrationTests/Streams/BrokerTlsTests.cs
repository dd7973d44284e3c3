using BoroughBridge.Contracts.Record;
using BoroughBridge.IntegrationTests.Holding;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Trust;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>A real broker that speaks TLS alone to whoever shows a certificate under its root.</summary>
internal sealed class BrokerTlsTests
{
    private string folder = "";
    private TestRabbit server = null!;
    private TestVhost vhost = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        folder = Directory.CreateTempSubdirectory("bb-test-amqps-").FullName;
        foreach (var root in (string[])["root", "other"]) KeyMaker.MakeTlsRoot(At(root + ".pem"), At(root + ".key"), TimeProvider.System);
        // Known by its address alone: by another name it is not itself.
        Part("broker", "root", "127.0.0.1");
        Part("islington", "root");
        Part("routing", "root");
        Part("stranger", "other");
        server = await LocalServers.RabbitOverTlsAsync(At("root.pem"), At("broker.pem"), At("broker.key"));
        vhost = await TestBroker.NewVhostAsync(server);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await vhost.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Events_and_reads_go_over_mutual_tls()
    {
        var (holder, routing) = (await OptionsAsync("islington"), await OptionsAsync("routing"));
        await using var side = await BrokerSide.NewAsync(DatabaseKind.Sqlite, server);
        side.OnlyByBroker();
        await side.RelayAsync(WithTls(side.Vhost.Options, "islington"));
        await side.ListenerAsync(WithTls(side.Vhost.Options, "routing"));
        await side.Publisher.TellAsync([.. Enumerable.Range(0, 20).Select(_ => Contracts.Ids.New())]);
        await side.AgreeAsync(seconds: 60);

        await using var holding = await TestHolding.StartAsync(DatabaseKind.Sqlite, options => options.Broker = holder, TransportProfile.Brokered);
        await using var link = TestLink.Start("islington", routing, TestParts.Trust("routing", "islington"));
        var child = await holding.Intake.PutPersonAsync(Wren(), default);
        var grant = await holding.AllocateAsync(child);
        using var client = link.Client();
        var answer = await holding.PostAsync(holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(Asks("Patient", child, child, grant))), client);

        Assert.That(answer.Text(), Does.Contain("Ashdown"));
    }

    [Test]
    public async Task Without_a_certificate_or_with_a_stranger_s_the_broker_takes_nobody()
    {
        var good = await OptionsAsync("islington");

        Assert.That(() => OpenAsync(Changed(good, certificate: null)), Throws.Exception);
        Assert.That(() => OpenAsync(Changed(good, certificate: "stranger")), Throws.Exception);
        await using var line = await OpenAsync(good);
        Assert.That(line.IsOpen, Is.True);
    }

    [Test]
    public async Task A_broker_under_another_root_or_of_another_name_is_not_believed()
    {
        var good = await OptionsAsync("islington");

        Assert.That(() => OpenAsync(Changed(good, certificate: "islington", root: "other")), Throws.Exception);
        Assert.That(() => OpenAsync(Changed(good, certificate: "islington", host: "localhost")), Throws.Exception);
    }

    private static async Task<CarryLine> OpenAsync(BrokerOptions options) => await CarryLine.OpenAsync(new BrokerAccess(options), "islington", "routing", new Nobody(), default);

    private async Task<BrokerOptions> OptionsAsync(string part) => WithTls(await vhost.OptionsOfAsync("islington", part), part);

    private BrokerOptions WithTls(BrokerOptions options, string part) => new()
    {
        Uri = $"amqps://127.0.0.1:{server.TlsPort}{new Uri(options.Uri).AbsolutePath}",
        User = options.User,
        Password = options.Password,
        TlsRootsFile = At("root.pem"),
        TlsCertificateFile = At(part + ".pem"),
        TlsKeyFile = At(part + ".key"),
    };

    private BrokerOptions Changed(BrokerOptions good, string? certificate, string root = "root", string host = "127.0.0.1") => new()
    {
        Uri = good.Uri.Replace("127.0.0.1", host, StringComparison.Ordinal),
        User = good.User,
        Password = good.Password,
        TlsRootsFile = At(root + ".pem"),
        TlsCertificateFile = certificate is null ? null : At(certificate + ".pem"),
        TlsKeyFile = certificate is null ? null : At(certificate + ".key"),
    };

    private void Part(string name, string root, params string[] hosts) => KeyMaker.MakeTlsPart(
        At(root + ".pem"), At(root + ".key"), name, At(name + ".pem"), At(name + ".key"), TimeProvider.System, hosts: hosts.Length > 0 ? hosts : null);

    private string At(string file) => Path.Combine(folder, file);

    private sealed class Nobody : ICarried
    {
        public Task AskedAsync(CarryLine line, ReadOnlyMemory<byte> request) => Task.CompletedTask;

        public void Framed(string transfer, ReadOnlyMemory<byte> frame)
        {
        }

        public void Returned(string transfer)
        {
        }
    }
}
