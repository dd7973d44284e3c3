using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BoroughBridge.Host.Demonstration;
using BoroughBridge.Host.Operating;
using BoroughBridge.IntegrationTests.EndToEnd;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.Ics;
using BoroughBridge.StandIns.Pdf;
using BoroughBridge.StandIns.Scans;
using Dapper;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Canary.CanaryChild;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>Puts the canary down every path there is, and keeps what came back that must not name her; the silent child down those that end with her holder.</summary>
internal sealed class CanaryPaths(RunningDemonstration bridge, DemonstrationFacts facts)
{
    private readonly List<string> answers = [];
    private readonly List<byte[]> documents = [];
    private readonly List<byte[]> disclosed = [];
    private readonly List<byte[]> silentDocuments = [];

    /// <summary>Bodies and headers of every refusal and error, and what refused verbs said.</summary>
    public IReadOnlyList<string> Answers => answers;

    /// <summary>The bytes of her documents.</summary>
    public IReadOnlyList<byte[]> Documents => documents;

    /// <summary>What her officers were given to read.</summary>
    public IReadOnlyList<byte[]> Disclosed => disclosed;

    /// <summary>The bytes of the silent child's documents.</summary>
    public IReadOnlyList<byte[]> SilentDocuments => silentDocuments;

    /// <summary>Her file in the electronic borough.</summary>
    public string Electronic { get; private set; } = "";

    /// <summary>Her file in the paper borough.</summary>
    public string Paper { get; private set; } = "";

    /// <summary>The silent child's file in the electronic borough, and in the paper borough.</summary>
    public string SilentElectronic { get; private set; } = "";

    public string SilentPaper { get; private set; } = "";

    /// <summary>A case system's record: made, allocated, told, changed. The silent child's: made, and known to her holder.</summary>
    public async Task ImportElectronicAsync()
    {
        using var ics = new HttpClient { BaseAddress = new Uri(facts.Options.StandIns!.IcsUrl) };
        async Task EditAsync(object change)
        {
            using var answer = await ics.PostAsJsonAsync("/ics/islington/demo/changes", change);
            Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
        }

        await EditAsync(new
        {
            edit = "new-person",
            personId = SilentChild.PersonId,
            firstName = SilentChild.Given,
            lastName = SilentChild.Family,
            dateOfBirth = SilentChild.Born,
            nhsId = SilentChild.Nhs,
            address = SilentChild.Address,
            text = SilentChild.PlanText,
            goal = SilentChild.GoalText,
        });
        await EditAsync(new { edit = "hold-review", personId = SilentChild.PersonId });
        await EditAsync(new { edit = "add-document", personId = SilentChild.PersonId, title = SilentChild.FileName, text = SilentChild.DocumentText });
        await EditAsync(new { edit = "new-person", personId = PersonId, firstName = Given, lastName = Family, dateOfBirth = Born, nhsId = Nhs, address = Address, text = PlanText, goal = GoalText });
        await EditAsync(new { edit = "hold-review", personId = PersonId });
        await EditAsync(new { edit = "add-document", personId = PersonId, title = FileName, text = DocumentText });
        await Until.TrueAsync(async () => await ChildAsync("islington") is not null && await ChildAsync("islington", SilentChild.PersonId) is not null, seconds: 90);
        Electronic = (await ChildAsync("islington"))!;
        SilentElectronic = (await ChildAsync("islington", SilentChild.PersonId))!;

        await bridge.JsonAsync("allocation", "add", "--holder", "islington", "--child", Electronic, "--iro", "iro.th1", "--from", "2026-01-01");
        foreach (var type in (string[])["CarePlan", "DocumentReference", "Encounter"])
            await Until.TrueAsync(async () => (await facts.ThingsAsync(Electronic, type)).Count > 0, seconds: 90, type);
        await EditAsync(new { edit = "rename", personId = PersonId, lastName = Family + "-" + Given });
        await EditAsync(new { edit = "add-goal", personId = PersonId, text = GoalText + DocumentText });
        await EditAsync(new { edit = "withdraw-document", personId = PersonId, documentId = await SpareDocumentAsync(EditAsync) });
        await Until.TrueAsync(async () => (await bridge.JsonAsync("stream", "status", "--json")).EnumerateArray().All(holder => holder.GetProperty("state").GetString() == "ok"), seconds: 90);
    }

    /// <summary>A person index, a scan that is filed to her, one of her that cannot be, and a file that is not what it says.</summary>
    public async Task ImportPaperAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bb-canary-").FullName;
        try
        {
            await bridge.JsonAsync("import", "children", "--holder", "tower-hamlets", await WriteAsync("index.csv", $"ics_person_id,given,family,date_of_birth,nhs_number\n{PersonId},{Given},{Family},{Born},{Nhs}\n{SilentChild.PersonId},{SilentChild.Given},{SilentChild.Family},{SilentChild.Born},{SilentChild.Nhs}\n"));
            await RefusedAsync("import", "children", "--holder", "tower-hamlets", await WriteAsync("wrong.csv", $"ics_person_id,given,family,date_of_birth\n{PersonId},{Given},{Family},{Born}x\n"));
            Paper = (await ChildAsync("tower-hamlets"))!;
            SilentPaper = (await ChildAsync("tower-hamlets", SilentChild.PersonId))!;
            await bridge.JsonAsync("allocation", "add", "--holder", "tower-hamlets", "--child", Paper, "--iro", "iro.isl1", "--from", "2026-01-01");

            var eligible = ReviewedOnPaper();
            var scans = await DemonstrationScans.WriteAsync(folder, [Hers(eligible[0]), Silent(eligible[1])], default);
            var (named, silent) = (Path.Combine(folder, FileName + ".pdf"), Path.Combine(folder, SilentChild.FileName + ".pdf"));
            File.Move(scans[0], named);
            File.Move(scans[1], silent);
            documents.Add(await File.ReadAllBytesAsync(named));
            silentDocuments.Add(await File.ReadAllBytesAsync(silent));
            var stray = await WriteAsync("stray-" + FileName + ".pdf", "");
            await File.WriteAllBytesAsync(stray, TextDocument.Make(FileName, [("Name", $"{Given} {Family}"), ("Date of birth", "19 March 2013"), ("ICS person id", PersonId)], [("Report", DocumentText)]));
            await bridge.JsonAsync("paper", "submit", "--holder", "tower-hamlets", named, silent, stray, await WriteAsync(FileName + ".tiff", "not a TIFF: " + DocumentText));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task<string> WriteAsync(string name, string text)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);

            return Path.Combine(folder, name);
        }
    }

    /// <summary>Until all her papers have become documents and her own scan is filed to her, told of and to be read; and the silent child's filed, and told of to nobody.</summary>
    public async Task PaperIsDecidedAsync()
    {
        await Until.TrueAsync(async () => (await PapersAsync(FileName)).Length >= 3 && (await PapersAsync(SilentChild.FileName)).Length >= 2, seconds: 300);
        await TestContext.Progress.WriteLineAsync("papers: " + string.Join(", ", (await PapersAsync("")).Select(paper => $"{paper.GetProperty("sourceFile")} {paper.GetProperty("state")} {paper.GetProperty("reason")}")));
        foreach (var (name, child) in ((string, string)[])[(FileName + ".pdf", Paper), (SilentChild.FileName + ".pdf", SilentPaper)])
        {
            await Until.TrueAsync(
                async () => (await PapersAsync(name)).Any(paper => paper.GetProperty("state").GetString() == "filed" && paper.GetProperty("childIds").EnumerateArray().Any(to => to.GetString() == child)), seconds: 60, name);
        }

        await Until.TrueAsync(async () => (await facts.ThingsAsync(Paper, "DocumentReference")).Any(thing => thing.BinaryId is not null), seconds: 60);
    }

    /// <summary>References of the silent child, and of all that her holders would tell of her if they might; never none of either.</summary>
    public async Task<IReadOnlyList<string>> SilentReferencesAsync()
    {
        var all = new List<string>();
        foreach (var (holder, child, least) in ((string, string, int)[])[("islington", SilentElectronic, 4), ("tower-hamlets", SilentPaper, 2)])
        {
            await using var database = facts.Open(holder);
            await using var connection = await database.OpenAsync(default);
            var known = (await connection.QueryAsync<string>("SELECT DISTINCT resource_id FROM facts WHERE child_ref = @child", new { child })).ToArray();
            Assert.That(known, Has.Length.GreaterThanOrEqualTo(least), $"{holder} knows what it would tell");
            all.AddRange([child, .. known]);
        }

        return [.. all.Distinct()];
    }

    /// <summary>The silent child is proposed at last, and told of.</summary>
    public async Task ProposeTheSilentAsync()
    {
        await bridge.JsonAsync("allocation", "add", "--holder", "islington", "--child", SilentElectronic, "--iro", "iro.th1", "--from", "2026-01-01");
        await bridge.JsonAsync("allocation", "add", "--holder", "tower-hamlets", "--child", SilentPaper, "--iro", "iro.isl1", "--from", "2026-01-01");
        foreach (var child in (string[])[SilentElectronic, SilentPaper])
            await Until.TrueAsync(async () => (await facts.ThingsAsync(child, "DocumentReference")).Count > 0, seconds: 90, child);
    }

    private async Task<JsonElement[]> PapersAsync(string name) =>
    [
        .. (await bridge.JsonAsync("paper", "list", "--holder", "tower-hamlets", "--json")).EnumerateArray()
            .Where(line => line.GetProperty("sourceFile").GetString()!.Contains(name, StringComparison.Ordinal)),
    ];

    /// <summary>Every kind of resource read by her IRO, over the API; then asked for by those who may not.</summary>
    public async Task ReadAsync()
    {
        foreach (var (child, iro, others) in ((string, string, string[])[])[(Electronic, "iro.th1", ["iro.unallocated", "iro.isl1", "it.th"]), (Paper, "iro.isl1", ["iro.unallocated", "iro.th1", "manager.isl"])])
        {
            var things = await ThingsOfAsync(child);
            var token = await bridge.TokenAsync(iro);
            foreach (var thing in things)
            {
                var (status, body, answer) = await bridge.FhirAsync(token, thing);
                Assert.That(status, Is.EqualTo(HttpStatusCode.OK), thing);
                disclosed.Add(body);
                if (thing.StartsWith("Binary/", StringComparison.Ordinal)) documents.Add(body);
                answers.Add(answer.Headers.ToString());
                answer.Dispose();
            }

            Assert.That(things, Has.Some.StartsWith("Binary/"), "a document of hers was read");
            foreach (var search in SearchesFor(child))
            {
                var (status, body, answer) = await bridge.FhirAsync(token, search);
                Assert.That(status, Is.EqualTo(HttpStatusCode.OK), search);
                Assert.That(Encoding.UTF8.GetString(body), Does.Contain(child), "she is found by " + search);
                disclosed.Add(body);
                answers.Add(answer.Headers.ToString());
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
        foreach (var (child, authority, iro, name) in ((string, string, string, string)[])[(Electronic, "tower-hamlets", "iro.th1", Family), (Paper, "islington", "iro.isl1", Family)])
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
                answers.Add(headers);
            }

            foreach (var (path, whole) in papers.SelectMany(thing => ((string, bool)[])[($"/children/{child}/documents/{thing.Id}/pages/1", false), ($"/children/{child}/documents/{thing.Id}/file", true)]))
            {
                var (status, headers, body) = await portal.GetAsync(path);
                if (whole) Assert.That(status, Is.EqualTo(HttpStatusCode.OK), path);
                if (status == HttpStatusCode.OK) documents.Add(body);
                answers.Add(headers);
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
        await ErrorAsync(token, HttpMethod.Get, $"/fhir/CarePlan/{Electronic}/_history/{Family}");
        await ErrorAsync(token, HttpMethod.Get, $"/{Uri.EscapeDataString(Address)}");
        await ErrorAsync(token, HttpMethod.Post, "/fhir/Patient", $"{{\"name\":\"{Family}\"");
        await ErrorAsync(token, HttpMethod.Post, "/fhir/Patient/_search", $"name={Family}");
        await ErrorAsync(token, HttpMethod.Put, $"/fhir/Patient/{Electronic}", $"{{\"name\":\"{Family}\"}}");
        await ErrorAsync(token, HttpMethod.Delete, $"/fhir/Patient/{Family}");
        await ErrorAsync(PlanText, HttpMethod.Get, $"/fhir/Patient/{Electronic}");
        await ErrorAsync(token, HttpMethod.Get, $"/fhir/Patient/{Electronic}", purpose: DocumentText);
        foreach (var port in (int[])[bridge.Port + 1, bridge.Port + 2])
            foreach (var path in (string[])[$"/desk/{Family}", $"/feeds/{Family}?name={Given}", $"/{Uri.EscapeDataString(Address)}"])
                await ErrorAsync(token, HttpMethod.Get, $"http://localhost:{port}{path}");
        await RefusedAsync("allocation", "add", "--holder", "islington", "--child", Family, "--iro", "iro.th1", "--from", "2026-01-01");
        await RefusedAsync("allocation", "end", "--holder", "islington", Family);
    }

    private async Task ErrorAsync(string token, HttpMethod method, string path, string? body = null, string? purpose = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (purpose is not null) request.Headers.TryAddWithoutValidation("X-Purpose-Of-Use", purpose);
        if (body is not null) request.Content = new StringContent(body, new MediaTypeHeaderValue("application/fhir+json"));
        using var answer = await bridge.Client.SendAsync(request);
        Assert.That(answer.IsSuccessStatusCode, Is.False, "this was to be an error");
        answers.Add($"{(int)answer.StatusCode}\n{answer.Headers}\n{answer.Content.Headers}\n{await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>A search by one who may not: refused, or answered with nothing.</summary>
    private async Task NotFoundAsync(string token, string search)
    {
        var (status, body, answer) = await bridge.FhirAsync(token, search);
        var text = Encoding.UTF8.GetString(body);
        if (status == HttpStatusCode.OK) Assert.That(text, Does.Not.Contain("\"resource\""), search);
        answers.Add($"{(int)status}\n{answer.Headers}\n{text}");
        answer.Dispose();
    }

    private async Task NothingAsync(CanaryPortal portal, params string[] paths)
    {
        foreach (var path in paths)
        {
            var (status, headers, body) = await portal.GetAsync(path);
            Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound), path);
            // The answer alone: what was asked is the asker's own.
            answers.Add(headers + Encoding.UTF8.GetString(body));
        }
    }

    private async Task RefusedAsync(params string[] verb)
    {
        var (code, output, errors) = await bridge.VerbAsync(verb);
        Assert.That(code, Is.Not.Zero, string.Join(' ', verb));
        answers.Add(output + errors);
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

    private async Task<string?> ChildAsync(string holder, string personId = PersonId)
    {
        using var socket = new OperatorSocket(holder, Path.Combine(bridge.Data, holder));

        return (await socket.GetAsync<List<HeldChild>>("operator/children", default)).FirstOrDefault(child => child.IcsPersonId == personId)?.ChildRef;
    }

    /// <summary>A further document, told and then withdrawn.</summary>
    private async Task<string> SpareDocumentAsync(Func<object, Task> editAsync)
    {
        var before = (await facts.ThingsAsync(Electronic, "DocumentReference")).Count;
        await editAsync(new { edit = "add-document", personId = PersonId, title = "Spare " + FileName, text = DocumentText, documentType = "contact-record" });
        await Until.TrueAsync(async () => (await facts.ThingsAsync(Electronic, "DocumentReference")).Count > before, seconds: 90);

        return string.Create(CultureInfo.InvariantCulture, $"DO-{PersonId}-{before + 1}");
    }

    /// <summary>Children of the paper borough who have had a review.</summary>
    private static DemonstrationChild[] ReviewedOnPaper() =>
    [
        .. DemonstrationChildren.Make(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime))
            .Where(child => child.Holder == "tower-hamlets" && child.Allocation is not null && child.Reviews.Any(review => review.Status == "HELD") && child.CarePlans.Count > 0),
    ];

    private static DemonstrationChild Hers(DemonstrationChild like) => As(like, Given, Family, PersonId, Born, Nhs, PlanText);

    private static DemonstrationChild Silent(DemonstrationChild like) =>
        As(like, SilentChild.Given, SilentChild.Family, SilentChild.PersonId, SilentChild.Born, SilentChild.Nhs, SilentChild.PlanText);

    /// <summary>The same papers, of another child, with a plan that says what only hers says.</summary>
    private static DemonstrationChild As(DemonstrationChild like, string given, string family, string personId, string born, string nhs, string planText)
    {
        return like with
        {
            Person = like.Person with { PersonId = personId, FirstName = given, LastName = family, DateOfBirth = DateOnly.ParseExact(born, "yyyy-MM-dd", CultureInfo.InvariantCulture), NhsId = nhs },
            // What another child's papers say of that child by name would be held, and rightly.
            CarePlans = [.. like.CarePlans.Select(plan => plan with { Sections = [new IcsSection { Heading = "placement", Text = planText }, .. plan.Sections.Select(section => section with { Text = Hers(section.Text) })] })],
            Reviews = [.. like.Reviews.Select(review => review with { Venue = Hers(review.Venue), Decisions = [.. review.Decisions.Select(decision => decision with { Text = Hers(decision.Text) })] })],
        };

        string Hers(string text) => text.Replace(like.Person.FirstName, given, StringComparison.Ordinal).Replace(like.Person.LastName, family, StringComparison.Ordinal);
    }
}
