using System.Net;
using System.Security.Authentication;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Trust;

/// <summary>A real Kestrel behind <see cref="MutualTls.Serve"/>, and callers right and wrong.</summary>
public sealed class MutualTlsTests
{
    private string folder = null!;
    private WebApplication served = null!;
    private int port;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        folder = Directory.CreateTempSubdirectory("bb-test-tls-").FullName;
        var options = Part("islington", "root");
        port = Ports.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(https => MutualTls.Serve(https, options))));
        served = builder.Build();
        served.MapGet("/who", (HttpContext context) => MutualTls.PartOf(context) ?? "nobody");
        await served.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await served.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [TestCase("localhost")]
    [TestCase("127.0.0.1")]
    public async Task A_part_under_the_root_is_let_in_and_known_by_name(string host) =>
        Assert.That(await WhoAsync(Part("routing", "root"), host), Is.EqualTo("routing"));

    [Test]
    public async Task Many_calls_share_few_connections_and_all_know_the_caller()
    {
        using var caller = new HttpClient(MutualTls.Caller(Part("routing", "root")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => caller.GetStringAsync(new Uri($"https://127.0.0.1:{port}/who"))));

        Assert.That(answers, Is.All.EqualTo("routing"));
    }

    [Test]
    public void A_caller_without_a_certificate_is_refused()
    {
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The caller under test trusts anything and shows nothing.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using var caller = new HttpClient(handler);

        Assert.CatchAsync<HttpRequestException>(() => caller.GetStringAsync(new Uri($"https://127.0.0.1:{port}/who")));
    }

    [Test]
    public void A_caller_of_another_root_is_refused()
    {
        var options = Part("routing", "other");
        options.TlsRootsFile = Path.Combine(folder, "root.crt");

        Assert.CatchAsync<HttpRequestException>(() => WhoAsync(options, "127.0.0.1"));
    }

    [Test]
    public void A_caller_whose_certificate_has_expired_is_refused()
    {
        var options = Part("routing", "root", "expired", new LongAgo(), TimeSpan.FromDays(30));

        Assert.CatchAsync<HttpRequestException>(() => WhoAsync(options, "127.0.0.1"));
    }

    [Test]
    public void A_server_of_another_root_is_not_called()
    {
        var options = Part("routing", "root");
        Part("routing", "other");
        options.TlsRootsFile = Path.Combine(folder, "other.crt");

        var refused = Assert.CatchAsync<HttpRequestException>(() => WhoAsync(options, "127.0.0.1"));
        Assert.That(refused!.InnerException, Is.InstanceOf<AuthenticationException>());
    }

    [Test]
    public void A_server_under_another_name_is_not_called()
    {
        // A name that resolves to loopback and that no part's certificate carries.
        var refused = Assert.CatchAsync<HttpRequestException>(() => WhoAsync(Part("routing", "root"), "127.0.0.2"));

        Assert.That(refused, Is.Not.Null);
    }

    [Test]
    public void TLS_1_1_is_refused()
    {
        var handler = MutualTls.Caller(Part("routing", "root"));
#pragma warning disable CA5398, CA5397, SYSLIB0039 // What is tested is that it is refused.
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls11;
#pragma warning restore CA5398, CA5397, SYSLIB0039
        using var caller = new HttpClient(handler);

        Assert.CatchAsync<HttpRequestException>(() => caller.GetStringAsync(new Uri($"https://127.0.0.1:{port}/who")));
    }

    [TestCase("TlsCertificateFile")]
    [TestCase("TlsKeyFile")]
    [TestCase("TlsRootsFile")]
    public void A_file_that_is_missing_is_named_by_its_setting(string setting)
    {
        var options = Part("routing", "root");
        typeof(TrustOptions).GetProperty(setting)!.SetValue(options, Path.Combine(folder, "absent"));

        var refused = Assert.Throws<TrustConfigurationException>(() => MutualTls.Caller(options));
        Assert.That(refused!.Message, Is.EqualTo($"{setting}: names a file that does not exist"));
    }

    [Test]
    public void A_certificate_with_another_key_is_named_by_its_setting()
    {
        var options = Part("routing", "root");
        options.TlsKeyFile = Path.Combine(folder, "root.key");

        Assert.That(Assert.Throws<TrustConfigurationException>(() => MutualTls.Caller(options))!.Setting, Is.EqualTo("TlsCertificateFile"));
    }

    private async Task<string> WhoAsync(TrustOptions options, string host)
    {
        using var caller = new HttpClient(MutualTls.Caller(options));

        return await caller.GetStringAsync(new Uri($"https://{host}:{port}/who"));
    }

    private TrustOptions Part(string part, string root, string suffix = "", TimeProvider? clock = null, TimeSpan? life = null)
    {
        string In(string file) => Path.Combine(folder, file);
        KeyMaker.MakeTlsRoot(In($"{root}.crt"), In($"{root}.key"), new LongAgo());
        KeyMaker.MakeTlsPart(In($"{root}.crt"), In($"{root}.key"), part, In($"{part}{root}{suffix}.crt"), In($"{part}{root}{suffix}.key"), clock ?? TimeProvider.System, life);

        return new TrustOptions
        {
            Self = part,
            TlsCertificateFile = In($"{part}{root}{suffix}.crt"),
            TlsKeyFile = In($"{part}{root}{suffix}.key"),
            TlsRootsFile = In($"{root}.crt"),
        };
    }

    /// <summary>Two years before the real time: certificates are judged by the real clock.</summary>
    private sealed class LongAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddYears(-2);
    }
}
