using System.Globalization;
using System.Net.Http.Json;
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

/// <summary>Puts the canary into both holders by every way a record comes in, and the silent child beside her.</summary>
internal sealed class CanaryRecords(RunningDemonstration bridge, DemonstrationFacts facts, CanaryKept kept)
{
    /// <summary>Her file in the electronic borough.</summary>
    public string Electronic { get; private set; } = "";

    /// <summary>Her file in the paper borough.</summary>
    public string Paper { get; private set; } = "";

    /// <summary>The silent child's file in the electronic borough.</summary>
    public string SilentElectronic { get; private set; } = "";

    /// <summary>The silent child's file in the paper borough.</summary>
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
            await kept.RefusedAsync(bridge, "import", "children", "--holder", "tower-hamlets", await WriteAsync("wrong.csv", $"ics_person_id,given,family,date_of_birth\n{PersonId},{Given},{Family},{Born}x\n"));
            Paper = (await ChildAsync("tower-hamlets"))!;
            SilentPaper = (await ChildAsync("tower-hamlets", SilentChild.PersonId))!;
            await bridge.JsonAsync("allocation", "add", "--holder", "tower-hamlets", "--child", Paper, "--iro", "iro.isl1", "--from", "2026-01-01");

            var eligible = ReviewedOnPaper();
            var scans = await DemonstrationScans.WriteAsync(folder, [Hers(eligible[0]), Silent(eligible[1])], default);
            var (named, silent) = (Path.Combine(folder, FileName + ".pdf"), Path.Combine(folder, SilentChild.FileName + ".pdf"));
            File.Move(scans[0], named);
            File.Move(scans[1], silent);
            kept.Documents.Add(await File.ReadAllBytesAsync(named));
            kept.SilentDocuments.Add(await File.ReadAllBytesAsync(silent));
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
