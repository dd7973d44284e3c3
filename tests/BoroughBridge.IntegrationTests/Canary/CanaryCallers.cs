using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BoroughBridge.IntegrationTests.EndToEnd;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Canary.CanaryChild;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>Asks for the canary by every road, as those who may, those who may not, and those who err.</summary>
internal sealed class CanaryCallers(RunningDemonstration bridge, DemonstrationFacts facts, CanaryRecords records, CanaryKept kept)
{
    private readonly List<byte[]> disclosed = [];

    /// <summary>Every kind of resource read by her IRO, over the API; then asked for by those who may not.</summary>
    public async Task ReadAsync()
    {
        foreach (var (child, iro, others) in ((string, string, string[])[])[(records.Electronic, "iro.th1", ["iro.unallocated", "iro.isl1", "it.th"]), (records.Paper, "iro.isl1", ["iro.unallocated", "iro.th1", "manager.isl"])])
        {
            var things = await ThingsOfAsync(child);
            var token = await bridge.TokenAsync(iro);
            foreach (var thing in things)
            {
                var (status, body, answer) = await bridge.FhirAsync(token, thing);
                Assert.That(status, Is.EqualTo(HttpStatusCode.OK), thing);
                disclosed.Add(body);
                if (thing.StartsWith("Binary/", StringComparison.Ordinal)) kept.Documents.Add(body);
                kept.Answers.Add(answer.Headers.ToString());
                answer.Dispose();
            }

            Assert.That(things, Has.Some.StartsWith("Binary/"), "a document of hers was read");
            foreach (var search in SearchesFor(child))
            {
                var (status, body, answer) = await bridge.FhirAsync(token, search);
                Assert.That(status, Is.EqualTo(HttpStatusCode.OK), search);
                Assert.That(Encoding.UTF8.GetString(body), Does.Contain(child), "she is found by " + search);
                disclosed.Add(body);
                kept.Answers.Add(answer.Headers.ToString());
                answer.Dispose();
            }

            foreach (var login in others)
            {
                var refused = await bridge.TokenAsync(login);
                foreach (var thing in things) await ErrorAsync(refused, HttpMethod.Get, "/fhir/" + thing);
                foreach (var search in SearchesFor(child)) await NotFoundAsync(refused, search);
            }
        }

        // A piece that never came in would never be found either.
        foreach (var piece in (string[])[Given, Family, Address, PlanText, GoalText, FileName, Nhs, Born, PersonId])
        {
            var hunt = new Hunt([piece]);
            foreach (var body in disclosed) hunt.In("what her officer read", body);
            Assert.That(hunt.Found, Is.Not.Empty, piece + " was read by her officer");
        }
    }

    private static IEnumerable<string> SearchesFor(string child) =>
        [$"Patient?_id={child}", .. ((string[])["CarePlan", "Encounter", "DocumentReference"]).Select(type => $"{type}?patient={child}&_include={type}:patient")];

    /// <summary>Her pages in the portal, pictures too; and what it says to those it shows nothing.</summary>
    public async Task BrowseAsync()
    {
        foreach (var (child, authority, iro, name) in ((string, string, string, string)[])[(records.Electronic, "tower-hamlets", "iro.th1", Family), (records.Paper, "islington", "iro.isl1", Family)])
        {
            using var portal = new CanaryPortal(bridge);
            await portal.SignInAsync(authority, iro);
            var pages = new List<string> { "/", $"/children/{child}" };
            pages.AddRange((await facts.ThingsAsync(child, "CarePlan")).Select(thing => $"/children/{child}/care-plans/{thing.Id}"));
            pages.AddRange((await facts.ThingsAsync(child, "Encounter")).Select(thing => $"/children/{child}/reviews/{thing.Id}"));
            var papers = await facts.ThingsAsync(child, "DocumentReference");
            pages.AddRange(papers.Select(thing => $"/children/{child}/documents/{thing.Id}"));
            foreach (var page in pages)
            {
                var (status, headers, body) = await portal.GetAsync(page);
                Assert.That(status, Is.EqualTo(HttpStatusCode.OK), page);
                if (page == "/") Assert.That(Encoding.UTF8.GetString(body), Does.Contain(name), "her IRO sees her name");
                kept.Answers.Add(headers);
            }

            foreach (var (path, whole) in papers.SelectMany(thing => ((string, bool)[])[($"/children/{child}/documents/{thing.Id}/pages/1", false), ($"/children/{child}/documents/{thing.Id}/file", true)]))
            {
                var (status, headers, body) = await portal.GetAsync(path);
                if (whole) Assert.That(status, Is.EqualTo(HttpStatusCode.OK), path);
                if (status == HttpStatusCode.OK) kept.Documents.Add(body);
                kept.Answers.Add(headers);
            }

            await NothingAsync(portal, $"/children/{Family}", $"/children/{child}/care-plans/{child}?name={Family}", $"/sign-in/{Family}", $"/{Uri.EscapeDataString(Address)}");
            using var stranger = new CanaryPortal(bridge);
            await stranger.SignInAsync("tower-hamlets", "iro.unallocated");
            await NothingAsync(stranger, [.. pages.Skip(1)]);
        }
    }

    /// <summary>What a caller writes by mistake into a path, a query, a header, a token or a body must not stay either; nor what an operator does.</summary>
    public async Task MistakeAsync()
    {
        var token = await bridge.TokenAsync("iro.th1");
        await ErrorAsync(token, HttpMethod.Get, $"/fhir/Patient?name={Family}&birthdate={Born}");
        await ErrorAsync(token, HttpMethod.Get, $"/fhir/Patient/{Family}");
        await ErrorAsync(token, HttpMethod.Get, $"/fhir/CarePlan/{records.Electronic}/_history/{Family}");
        await ErrorAsync(token, HttpMethod.Get, $"/{Uri.EscapeDataString(Address)}");
        await ErrorAsync(token, HttpMethod.Post, "/fhir/Patient", $"{{\"name\":\"{Family}\"");
        await ErrorAsync(token, HttpMethod.Post, "/fhir/Patient/_search", $"name={Family}");
        await ErrorAsync(token, HttpMethod.Put, $"/fhir/Patient/{records.Electronic}", $"{{\"name\":\"{Family}\"}}");
        await ErrorAsync(token, HttpMethod.Delete, $"/fhir/Patient/{Family}");
        await ErrorAsync(PlanText, HttpMethod.Get, $"/fhir/Patient/{records.Electronic}");
        await ErrorAsync(token, HttpMethod.Get, $"/fhir/Patient/{records.Electronic}", purpose: DocumentText);
        foreach (var port in (int[])[bridge.Port + 1, bridge.Port + 2])
            foreach (var path in (string[])[$"/desk/{Family}", $"/feeds/{Family}?name={Given}", $"/{Uri.EscapeDataString(Address)}"])
                await ErrorAsync(token, HttpMethod.Get, $"http://localhost:{port}{path}");
        await kept.RefusedAsync(bridge, "allocation", "add", "--holder", "islington", "--child", Family, "--iro", "iro.th1", "--from", "2026-01-01");
        await kept.RefusedAsync(bridge, "allocation", "end", "--holder", "islington", Family);
    }

    private async Task ErrorAsync(string token, HttpMethod method, string path, string? body = null, string? purpose = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (purpose is not null) request.Headers.TryAddWithoutValidation("X-Purpose-Of-Use", purpose);
        if (body is not null) request.Content = new StringContent(body, new MediaTypeHeaderValue("application/fhir+json"));
        using var answer = await bridge.Client.SendAsync(request);
        Assert.That(answer.IsSuccessStatusCode, Is.False, "this was to be an error");
        kept.Answers.Add($"{(int)answer.StatusCode}\n{answer.Headers}\n{answer.Content.Headers}\n{await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>A search by one who may not: refused, or answered with nothing.</summary>
    private async Task NotFoundAsync(string token, string search)
    {
        var (status, body, answer) = await bridge.FhirAsync(token, search);
        var text = Encoding.UTF8.GetString(body);
        if (status == HttpStatusCode.OK) Assert.That(text, Does.Not.Contain("\"resource\""), search);
        kept.Answers.Add($"{(int)status}\n{answer.Headers}\n{text}");
        answer.Dispose();
    }

    private async Task NothingAsync(CanaryPortal portal, params string[] paths)
    {
        foreach (var path in paths)
        {
            var (status, headers, body) = await portal.GetAsync(path);
            Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound), path);
            // The answer alone: what was asked is the asker's own.
            kept.Answers.Add(headers + Encoding.UTF8.GetString(body));
        }
    }

    private async Task<IReadOnlyList<string>> ThingsOfAsync(string child)
    {
        var things = new List<string> { $"Patient/{child}" };
        foreach (var type in (string[])["CarePlan", "Encounter", "DocumentReference"])
        {
            foreach (var thing in await facts.ThingsAsync(child, type))
            {
                things.Add($"{type}/{thing.Id}");
                if (thing.BinaryId is { } binary) things.Add($"Binary/{binary}");
            }
        }

        return things;
    }
}
