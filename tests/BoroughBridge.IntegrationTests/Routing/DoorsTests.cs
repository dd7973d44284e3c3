using System.Net;
using System.Runtime.Versioning;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

internal sealed class DoorsTests
{
    private RoutingWorld world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite);

    [OneTimeTearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [TestCase("/record/stream/islington")]
    [TestCase("/record/snapshot/islington")]
    [TestCase("/operator/stream")]
    [TestCase("/operator/allocations")]
    public async Task The_public_door_has_no_record_and_no_operator_endpoints(string path)
    {
        using var answer = await world.Http.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_record_door_serves_a_holder_its_own_stream_and_no_other()
    {
        using var islington = Caller("islington");

        using var own = await islington.GetAsync($"{world.Options.RecordUrl}/record/stream/islington?from=1&take=10");
        using var snapshot = await islington.GetAsync($"{world.Options.RecordUrl}/record/snapshot/islington");
        using var other = await islington.GetAsync($"{world.Options.RecordUrl}/record/stream/tower-hamlets");
        using var otherSnapshot = await islington.GetAsync($"{world.Options.RecordUrl}/record/snapshot/tower-hamlets");
        using var fhir = await islington.GetAsync($"{world.Options.RecordUrl}/fhir/metadata");
        using var operators = await islington.GetAsync($"{world.Options.RecordUrl}/operator/stream");

        Assert.That((own.StatusCode, snapshot.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(
            new[] { other.StatusCode, otherSnapshot.StatusCode, fhir.StatusCode, operators.StatusCode }, Is.All.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public void The_record_door_takes_nobody_without_a_certificate()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var nobody = new HttpClient(handler);

        Assert.That(async () => await nobody.GetAsync($"{world.Options.RecordUrl}/record/stream/islington"), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task The_operator_door_is_a_socket_only_this_user_may_open()
    {
        using var operators = new OperatorDoor(world);
        var mode = File.GetUnixFileMode(Path.Combine(world.Options.DataFolder, "operator.sock"));

        using var answer = await operators.AskAsync("allocations");
        using var fhir = await operators.AskAsync("/fhir/metadata");

        Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That((answer.StatusCode, fhir.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
    }

    [Test]
    public async Task A_request_for_a_user_or_proposal_nobody_knows_names_the_field()
    {
        using var operators = new OperatorDoor(world);

        using var unknown = await operators.SendAsync("users/disable", new { authority = "nowhere", subject = "x" });
        using var empty = await operators.SendAsync("users/disable", new { authority = "islington" });
        using var proposal = await operators.SendAsync($"allocations/{new string('0', 32)}/accept", new { });

        Assert.That(await unknown.Content.ReadAsStringAsync(), Is.EqualTo("{\"code\":\"authority\"}"));
        Assert.That(await empty.Content.ReadAsStringAsync(), Is.EqualTo("{\"code\":\"subject\"}"));
        Assert.That(proposal.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Metrics_are_text_with_counts_and_without_ids()
    {
        using var refused = await world.GetAsync("/fhir/CarePlan/0123456789abcdef0123456789abcdef", world.Issuers.Token("tower-hamlets", "iro.th1"));

        var text = await world.Http.GetStringAsync("/metrics");

        Assert.That(text, Does.Contain("# TYPE boroughbridge_reads_total counter").And.Contain("boroughbridge_reads_total{outcome=\"not-found\"}"));
        Assert.That(text, Does.Not.Contain("iro.th1").And.Not.Contain("0123456789abcdef"));
    }

    private HttpClient Caller(string part) => new(MutualTls.Caller(world.Parts.Trust(part, world.Issuers)));
}
