using System.Net;
using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

/// <summary>What the FHIR API says on the wire; the database makes no difference to it.</summary>
internal sealed class FhirApiTests
{
    private RoutingWorld world = null!;
    private InventedChild child = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite);
        child = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated());
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [Test]
    public async Task Metadata_needs_no_token_and_names_what_is_read()
    {
        using var answer = await world.GetAsync("/fhir/metadata", token: null);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(body.RootElement.GetProperty("resourceType").GetString(), Is.EqualTo("CapabilityStatement"));
        Assert.That(body.RootElement.GetProperty("fhirVersion").GetString(), Is.EqualTo("4.0.1"));
        Assert.That(
            body.RootElement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray().Select(resource => resource.GetProperty("type").GetString()),
            Is.EqualTo(new[] { "Binary", "CarePlan", "DocumentReference", "Encounter", "Patient" }));
        Assert.That(body.RootElement.GetProperty("implementation").GetProperty("url").GetString(), Is.EqualTo(world.Options.Url + "/fhir"));
    }

    [TestCase(null, "Bearer realm=\"boroughbridge\"")]
    [TestCase("nonsense", "Bearer realm=\"boroughbridge\", error=\"invalid_token\"")]
    public async Task Without_a_good_token_it_is_401(string? token, string challenge)
    {
        foreach (var path in new[] { $"/fhir/CarePlan/{child.Plan}", "/fhir/Nothing", $"/fhir/Binary/{child.Binary}?x=1" })
        {
            using var answer = await world.GetAsync(path, token);

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), path);
            Assert.That(answer.Headers.WwwAuthenticate.ToString(), Is.EqualTo(challenge));
            Assert.That(await CodeAsync(answer), Is.EqualTo("sign-in-required"));
        }
    }

    [Test]
    public async Task A_token_for_another_audience_is_401()
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", world.Issuers.Token("tower-hamlets", "iro.th1", audience: "another"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("application/fhir+json", HttpStatusCode.OK)]
    [TestCase("application/json", HttpStatusCode.OK)]
    [TestCase("*/*", HttpStatusCode.OK)]
    [TestCase("application/fhir+json; fhirVersion=4.0", HttpStatusCode.OK)]
    [TestCase("text/html, application/xhtml+xml, */*;q=0.8", HttpStatusCode.OK)]
    [TestCase("application/fhir+json, */*; q=0.1", HttpStatusCode.OK)]
    [TestCase("application/fhir+xml", HttpStatusCode.NotAcceptable)]
    [TestCase("text/html", HttpStatusCode.NotAcceptable)]
    [TestCase("application/fhir+json;q=0", HttpStatusCode.NotAcceptable)]
    public async Task Accept_is_heeded(string accept, HttpStatusCode expected)
    {
        using var answer = await AskAsync($"/fhir/CarePlan/{child.Plan}", request => request.Headers.TryAddWithoutValidation("Accept", accept));

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/fhir+json"));
    }

    [TestCase("application/pdf", "application/pdf")]
    [TestCase("*/*", "application/pdf")]
    [TestCase("application/fhir+json", "application/fhir+json")]
    [TestCase("application/json", "application/fhir+json")]
    [TestCase("application/fhir+json;q=0.5, application/pdf", "application/pdf")]
    public async Task A_binary_comes_as_it_is_asked_for(string accept, string expected)
    {
        using var answer = await AskAsync($"/fhir/Binary/{child.Binary}", request => request.Headers.TryAddWithoutValidation("Accept", accept));

        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo(expected));
        Assert.That(answer.Headers.AcceptRanges.ToString(), Is.EqualTo("none"));
    }

    [TestCase("_format=json", HttpStatusCode.OK, null)]
    [TestCase("_format=xml", HttpStatusCode.BadRequest, "_format")]
    [TestCase("_elements=name", HttpStatusCode.BadRequest, "_elements")]
    [TestCase("access_token=secret", HttpStatusCode.BadRequest, "access_token")]
    [TestCase("%3Cscript%3E=1", HttpStatusCode.BadRequest, "parameter")]
    public async Task Parameters_we_do_not_know_are_named(string query, HttpStatusCode expected, string? named)
    {
        using var answer = await AskAsync($"/fhir/CarePlan/{child.Plan}?{query}");
        var body = await answer.Content.ReadAsStringAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        if (named is null) return;
        using var json = JsonDocument.Parse(body);
        Assert.That(json.RootElement.GetProperty("issue")[0].GetProperty("expression")[0].GetString(), Is.EqualTo(named));
        Assert.That(body, Does.Not.Contain("secret").And.Not.Contain("script"));
    }

    [TestCase("marketing")]
    [TestCase("")]
    [TestCase("review-preparation, review")]
    public async Task A_purpose_that_is_none_of_ours_is_400(string purpose)
    {
        using var answer = await AskAsync($"/fhir/CarePlan/{child.Plan}", request => request.Headers.TryAddWithoutValidation("X-Purpose-Of-Use", purpose));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await CodeAsync(answer), Is.EqualTo("unknown-purpose"));
    }

    [TestCase("POST", "CarePlan")]
    [TestCase("PUT", "CarePlan")]
    [TestCase("DELETE", "Patient")]
    [TestCase("PATCH", "Binary")]
    public async Task What_is_not_offered_is_405_and_says_what_is(string method, string type)
    {
        using var answer = await SendAsync(new(new HttpMethod(method), $"/fhir/{type}/{child.Plan}"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(answer.Content.Headers.Allow, Is.EqualTo(new[] { "GET", "HEAD" }));
        Assert.That(await CodeAsync(answer), Is.EqualTo("method"));
    }

    [Test]
    public async Task A_body_of_another_kind_is_415()
    {
        using var content = new StringContent("<CarePlan/>", Encoding.UTF8, "application/fhir+xml");

        using var answer = await SendAsync(new(HttpMethod.Post, "/fhir/CarePlan") { Content = content });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(await CodeAsync(answer), Is.EqualTo("media-type"));
    }

    [TestCase("/fhir/Goal")]
    [TestCase("/fhir/Observation/0123456789abcdef0123456789abcdef")]
    [TestCase("/fhir/AuditEvent")]
    [TestCase("/fhir/")]
    public async Task Other_paths_are_404_with_an_outcome(string path)
    {
        using var answer = await AskAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await CodeAsync(answer), Is.EqualTo("not-found"));
    }

    [Test]
    public async Task Every_answer_forbids_keeping_sniffing_and_framing()
    {
        var shapes = new[] { $"/fhir/CarePlan/{child.Plan}", $"/fhir/CarePlan/{Ids.New()}", "/fhir/metadata", $"/fhir/Patient/{child.Ref}?a=b", $"/fhir/Binary/{child.Binary}" };
        foreach (var path in shapes)
        {
            using var answer = await AskAsync(path);

            Assert.That(answer.Headers.CacheControl?.NoStore, Is.True, path);
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }), path);
            Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'").And.Contain("sandbox"), path);
            Assert.That(answer.Headers.Contains("Server"), Is.False, path);
        }
    }

    private Task<HttpResponseMessage> AskAsync(string path, Action<HttpRequestMessage>? change = null) => world.GetAsync(path, Iro(), change);

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Authorization = new("Bearer", Iro());

        return world.Http.SendAsync(request);
    }

    private string Iro() => world.Issuers.Token("tower-hamlets", "iro.th1");

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        return body.RootElement.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString();
    }
}
