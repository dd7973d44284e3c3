using System.Net;
using System.Text.Json;
using BoroughBridge.Contracts;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.EndToEnd;

/// <summary>The whole bridge as <c>scripts/run</c> starts it: embedded, and on RabbitMQ and PostgreSQL.</summary>
[TestFixture(false, TestName = "Embedded")]
[TestFixture(true, TestName = "RabbitMQ and PostgreSQL")]
[NonParallelizable]
public sealed class EndToEndTests(bool services)
{
    private RunningDemonstration bridge = null!;
    private DemonstrationFacts facts = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        bridge = await RunningDemonstration.StartAsync(services);
        facts = new(bridge);
        TestContext.Out.WriteLine($"ready after {bridge.SecondsToReady:0.0} s");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (bridge is not null) await bridge.DisposeAsync();
    }

    [Test, Order(1)]
    public async Task An_IRO_of_Tower_Hamlets_reads_an_Islington_childs_care_plan()
    {
        var child = await facts.ChildOfAsync("islington", "iro.th1");
        var plan = (await facts.ThingsAsync(child, "CarePlan"))[0].Id;

        var (status, body, answer) = await bridge.FhirAsync(await bridge.TokenAsync("iro.th1"), $"CarePlan/{plan}");

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        var resource = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.That(resource.GetProperty("resourceType").GetString(), Is.EqualTo("CarePlan"));
        Assert.That(resource.GetProperty("id").GetString(), Is.EqualTo(plan));
        Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        await AssertBothLogsShowAsync("islington", child, "iro.th1");
    }

    [Test, Order(2)]
    public async Task An_IRO_of_Islington_looks_at_a_Tower_Hamlets_childs_scan()
    {
        var (child, binary) = await ScannedAsync();

        var (status, body, answer) = await bridge.FhirAsync(await bridge.TokenAsync("iro.isl1"), $"Binary/{binary}");

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/pdf"));
        Assert.That(body.AsSpan(0, 5).SequenceEqual("%PDF-"u8), Is.True);
        await AssertBothLogsShowAsync("tower-hamlets", child, "iro.isl1");
    }

    [Test, Order(3)]
    public async Task What_is_refused_and_what_does_not_exist_are_the_same_answer()
    {
        var child = await facts.ChildOfAsync("islington", "iro.th1");
        var plan = (await facts.ThingsAsync(child, "CarePlan"))[0].Id;
        var token = await bridge.TokenAsync("iro.unallocated");

        foreach (var (refused, absent) in ((string, string)[])[($"CarePlan/{plan}", $"CarePlan/{Ids.New()}"), ($"Patient/{child}", $"Patient/{Ids.New()}")])
        {
            var hers = await bridge.FhirAsync(token, refused);
            var nobodys = await bridge.FhirAsync(token, absent);

            Assert.That(hers.Status, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(Shape(hers), Is.EqualTo(Shape(nobodys)));
        }
    }

    [Test, Order(4)]
    public async Task A_reader_on_the_other_side_of_her_own_allocation_is_refused()
    {
        var child = await facts.ChildOfAsync("islington", "iro.th1");
        var plan = (await facts.ThingsAsync(child, "CarePlan"))[0].Id;

        foreach (var login in (string[])["iro.isl1", "iro.th2", "iro.unallocated", "manager.th", "sw.isl", "it.th", "auditor.isl"])
            Assert.That((await bridge.FhirAsync(await bridge.TokenAsync(login), $"CarePlan/{plan}")).Status, Is.EqualTo(HttpStatusCode.NotFound), login);
        using var nobody = await bridge.Client.GetAsync($"/fhir/CarePlan/{plan}");
        Assert.That(nobody.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    /// <summary>While scans are still being filed each holder goes on publishing: level is what both must come to; parked is never right, and not waited for.</summary>
    [Test, Order(5)]
    public async Task Streams_are_level_and_nothing_is_parked()
    {
        JsonElement[] seen = [];
        await Until.TrueAsync(
            async () =>
            {
                seen = [.. (await bridge.JsonAsync("stream", "status", "--json")).EnumerateArray()];

                return seen.Any(holder => Number(holder, "parked") > 0) || seen.All(IsLevel);
            },
            seconds: 60);

        Assert.That(seen.Select(holder => holder.GetProperty("holder").GetString()), Is.EquivalentTo((string[])["islington", "tower-hamlets"]));
        foreach (var holder in seen)
        {
            Assert.That(Number(holder, "parked"), Is.Zero, holder.GetRawText());
            Assert.That(Number(holder, "applied"), Is.GreaterThan(0), holder.GetRawText());
        }

        // The holder has just answered, routing stands at its head, and nothing is held back.
        static bool IsLevel(JsonElement holder) =>
            holder.GetProperty("state").GetString() == "ok" && Number(holder, "applied") == Number(holder, "published") && Number(holder, "gaps") == 0;

        static long Number(JsonElement holder, string name) => holder.GetProperty(name).GetInt64();
    }

    [Test, Order(6)]
    public async Task Both_sides_logs_verify_offline()
    {
        foreach (var arguments in (string[][])[[], ["--holder", "islington"], ["--holder", "tower-hamlets"]])
        {
            var folder = Directory.CreateTempSubdirectory("bb-log-").FullName;
            try
            {
                var exported = await bridge.VerbAsync(["log", "export", .. arguments, "--out", folder]);
                Assert.That(exported.ExitCode, Is.Zero, exported.Errors);

                var verified = await bridge.VerbAsync("log", "verify", "--log", folder);
                Assert.That(verified.ExitCode, Is.Zero, verified.Output + verified.Errors);
                Assert.That(verified.Output, Does.Match("^ok [0-9]+ [A-Za-z0-9+/=]+\n$"));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    [Test, Order(7)]
    public async Task Every_source_entry_has_its_recipient_entry()
    {
        var report = await bridge.JsonAsync("reconcile", "--json");

        Assert.That(report.GetProperty("orphans").GetArrayLength() + report.GetProperty("pending").GetInt32(), Is.Zero, report.GetRawText());
        Assert.That(report.GetProperty("pairs").GetInt32(), Is.GreaterThan(0));
        Assert.That(report.GetProperty("differingManifests").GetArrayLength() + report.GetProperty("differingTimes").GetArrayLength(), Is.Zero, report.GetRawText());
    }

    [Test, Order(8)]
    public async Task Every_page_scanned_is_accounted_for()
    {
        var ledger = await bridge.JsonAsync("paper", "ledger", "--holder", "tower-hamlets", "--json");

        Assert.That(ledger.GetProperty("balance").GetInt64(), Is.Zero);
        Assert.That(ledger.GetProperty("filed").GetInt64(), Is.GreaterThan(0));
    }

    [Test, Order(9)]
    public async Task The_demonstration_has_44_children_in_36_families()
    {
        var children = (await bridge.JsonAsync("demo", "children", "--json")).EnumerateArray().ToArray();

        Assert.That(children, Has.Length.EqualTo(44));
        Assert.That(children.Select(child => child.GetProperty("familyGroup").GetString()).Distinct().Count(), Is.EqualTo(36));
        Assert.That(children.All(child => Ids.IsId(child.GetProperty("childRef").GetString())), Is.True);
    }

    [Test, Order(10)]
    public async Task Started_again_it_knows_everything_and_loads_nothing_twice()
    {
        await ScansDecidedAsync();
        var before = (await bridge.JsonAsync("demo", "children", "--json")).GetRawText();
        var streams = (await bridge.JsonAsync("stream", "status", "--json")).EnumerateArray().Sum(holder => holder.GetProperty("published").GetInt64());
        var pages = (await bridge.JsonAsync("paper", "ledger", "--holder", "tower-hamlets", "--json")).GetProperty("pagesIn").GetInt64();

        Assert.That(await bridge.StopAsync(), Is.Zero, "a stop that was asked for ends with 0");
        await bridge.StartAsync();
        TestContext.Out.WriteLine($"ready again after {bridge.SecondsToReady:0.0} s");

        Assert.That((await bridge.JsonAsync("demo", "children", "--json")).GetRawText(), Is.EqualTo(before));
        Assert.That((await bridge.JsonAsync("stream", "status", "--json")).EnumerateArray().Sum(holder => holder.GetProperty("published").GetInt64()), Is.EqualTo(streams));
        Assert.That((await bridge.JsonAsync("paper", "ledger", "--holder", "tower-hamlets", "--json")).GetProperty("pagesIn").GetInt64(), Is.EqualTo(pages));
    }

    /// <summary>Until every scan dropped has become documents, and routing has heard of all of it.</summary>
    private async Task ScansDecidedAsync()
    {
        var dropped = Directory.GetFiles(Path.Combine(bridge.Data, "stand-ins", "scans"), "*.pdf").Select(Path.GetFileName).ToHashSet();
        await Until.TrueAsync(
            async () =>
            {
                var list = (await bridge.JsonAsync("paper", "list", "--holder", "tower-hamlets", "--json")).EnumerateArray().ToArray();

                return dropped.IsSubsetOf(list.Select(line => line.GetProperty("sourceFile").GetString()))
                    && (await bridge.JsonAsync("stream", "status", "--json")).EnumerateArray().All(holder => holder.GetProperty("state").GetString() == "ok");
            },
            seconds: 240);
    }

    private async Task<(string Child, string Binary)> ScannedAsync()
    {
        foreach (var child in (await bridge.JsonAsync("demo", "children", "--json")).EnumerateArray().Where(child => child.GetProperty("iro").GetString() == "iro.isl1"))
        {
            var childRef = child.GetProperty("childRef").GetString()!;
            if ((await facts.ThingsAsync(childRef, "DocumentReference")).FirstOrDefault().BinaryId is { } binary) return (childRef, binary);
        }

        throw new InvalidOperationException("no scan of a child of iro.isl1 is in the index");
    }

    private async Task AssertBothLogsShowAsync(string holder, string child, string login)
    {
        var recipient = (await facts.LogAsync("routing", child)).Last(entry => entry.Kind == "recipient");
        var source = (await facts.LogAsync(holder, child)).Last(entry => entry.Kind == "source");

        Assert.That(recipient.Transaction, Is.Not.Null.And.EqualTo(source.Transaction));
        Assert.That(recipient.Agent, Does.EndWith(" " + login));
        Assert.That(source.Agent, Is.EqualTo(recipient.Agent));
    }

    /// <summary>Status, headers and body, without what differs from one request to the next.</summary>
    private static string Shape((HttpStatusCode Status, byte[] Body, HttpResponseMessage Answer) answer)
    {
        var headers = answer.Answer.Headers.Concat(answer.Answer.Content.Headers).Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal);
        var body = System.Text.RegularExpressions.Regex.Replace(System.Text.Encoding.UTF8.GetString(answer.Body), "\"diagnostics\":\"[^\"]*\"", "\"diagnostics\":\"\"");

        return $"{answer.Status}\n{string.Join('\n', headers)}\n{body}";
    }
}
