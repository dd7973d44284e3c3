using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.StandIns;
using BoroughBridge.StandIns.Ics;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.StandIns;

[TestFixture]
public sealed class StandInIcsTests
{
    private RunningIcs ics = null!;

    [SetUp]
    public async Task Start() => ics = await RunningIcs.StartAsync();

    [TearDown]
    public async Task Stop() => await ics.DisposeAsync();

    [Test]
    public async Task Every_answer_for_every_child_conforms_to_the_contract()
    {
        var faults = new List<string>();
        var used = new HashSet<string>();
        async Task Check(string path)
        {
            using var answer = await ics.Http.GetAsync(path);
            var (template, operation) = OpenApiContract.Ics.Find("/" + path.Split('?')[0])!.Value;
            used.Add(template);
            if (OpenApiContract.Ics.Schema(operation, (int)answer.StatusCode) is not { } schema) return;
            faults.AddRange(OpenApiContract.Ics.Faults(await answer.Content.ReadFromJsonAsync<JsonElement>(), schema).Select(fault => $"{path} {fault}"));
        }

        await Check("persons");
        await Check("persons?take=5");
        await Check("persons?changedSince=nonsense.4");
        await Check("persons?take=0");
        await Check("persons/nobody");
        foreach (var person in ics.Store.All().Select(file => file.IcsPersonId))
            foreach (var part in new[] { "", "/looked-after-periods", "/placements", "/care-plans", "/reviews", "/documents" }) await Check($"persons/{person}{part}");
        await Check($"documents/{ics.Store.All()[0].Documents[0].Entry.DocumentId}/content");
        await ics.EditAsync(new { edit = "new-person", personId = "900001", firstName = "Nova", lastName = "Testing" });
        await Check("persons/900001");
        ics.Store.ReplaceIds("N");
        await Check("replaced-ids");

        Assert.That(faults, Is.Empty);
        Assert.That(used, Is.EquivalentTo(OpenApiContract.Ics.Paths));
    }

    [Test]
    public void The_contract_check_itself_sees_what_is_wrong()
    {
        var schema = OpenApiContract.Ics.Schema(OpenApiContract.Ics.Find("/persons/1")!.Value.Operation, 200)!;
        using var wrong = JsonDocument.Parse("""{"personId":"a b","firstName":"","contextFlag":"X","restricted":"N","markedForDeletion":"no","otherNames":[],"addresses":[{"type":"HOME"}],"sensitivities":[],"shoeSize":4,"dateOfBirth":"2020-02-30"}""");

        Assert.That(
            OpenApiContract.Ics.Faults(wrong.RootElement, schema),
            Is.EquivalentTo(new[]
            {
                "$.lastName: required", "$.personId: pattern", "$.firstName: minLength", "$.contextFlag: enum", "$.markedForDeletion: type", "$.addresses[0].lines: required",
                "$.addresses[0].postcode: required", "$.addresses[0].confidential: required", "$.shoeSize: not in the contract", "$.dateOfBirth: date",
            }));
    }

    [Test]
    public async Task Pages_of_changes_lead_through_everybody_once_and_then_only_to_what_changed()
    {
        var seen = new List<string>();
        string? cursor = null;
        bool more;
        do
        {
            var page = await ics.Http.GetFromJsonAsync<IcsChanges>($"persons?take=7{(cursor is null ? "" : "&changedSince=" + cursor)}");
            seen.AddRange(page!.Items.Select(item => item.PersonId));
            (cursor, more) = (page.Cursor, page.More);
        }
        while (more);
        Assert.That(seen, Has.Count.EqualTo(24).And.Unique);

        await ics.EditAsync(new { edit = "hold-review", personId = seen[3] });
        var changed = await ics.Http.GetFromJsonAsync<IcsChanges>("persons?changedSince=" + cursor);

        Assert.That(changed!.Items.Select(item => item.PersonId), Is.EqualTo(new[] { seen[3] }));
        Assert.That((await ics.Http.GetFromJsonAsync<IcsChanges>("persons?changedSince=" + changed.Cursor))!.Items, Is.Empty);
    }

    [Test]
    public async Task The_bytes_of_a_document_are_those_its_entry_says()
    {
        foreach (var document in ics.Store.All().SelectMany(file => file.Documents))
        {
            var bytes = await ics.Http.GetByteArrayAsync($"documents/{document.Entry.DocumentId}/content");
            Assert.That(Convert.ToHexStringLower(SHA256.HashData(bytes)), Is.EqualTo(document.Entry.Sha256));
            Assert.That(bytes, Has.Length.EqualTo(document.Entry.SizeBytes));
        }
    }

    [Test]
    public async Task Without_the_key_or_for_another_authority_there_is_nothing()
    {
        using var keyless = new HttpClient();

        Assert.That((await keyless.GetAsync(ics.BaseUrl + "persons")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await ics.Http.GetAsync(ics.Address + "/ics/tower-hamlets/api/v1/persons")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await ics.Http.GetAsync("persons?changedSince=0000.1")).StatusCode, Is.EqualTo(HttpStatusCode.Gone));
    }

    [Test]
    public async Task Every_page_and_answer_says_that_it_is_a_stand_in()
    {
        var child = ics.Store.All()[0];
        foreach (var path in new[] { "/ics/islington", "/ics/islington/persons/" + child.IcsPersonId })
        {
            using var page = await ics.Http.GetAsync(ics.Address + path);
            Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("<strong>Stand-in.</strong>").And.Contain(child.Name.Split('\'')[0]));
            Assert.That(page.Headers.GetValues("Stand-In").Single(), Is.EqualTo("stand-in ICS; demonstration only"));
        }

        using var answer = await ics.Http.GetAsync("persons");
        Assert.That(answer.Headers.Contains("Stand-In"));
    }

    [TestCase("touch"), TestCase("rename"), TestCase("add-goal"), TestCase("hold-review"), TestCase("add-document"), TestCase("protect-address"), TestCase("end-period"), TestCase("restrict")]
    public async Task An_edit_is_seen_and_still_conforms(string edit)
    {
        var person = ics.Store.All()[2].IcsPersonId;
        await ics.EditAsync(new { edit, personId = person, firstName = "Renamed", text = "a \"text\" <b>" });

        foreach (var part in new[] { "", "/looked-after-periods", "/care-plans", "/reviews", "/documents" })
        {
            var schema = OpenApiContract.Ics.Schema(OpenApiContract.Ics.Find($"/persons/{person}{part}")!.Value.Operation, 200)!;
            Assert.That(OpenApiContract.Ics.Faults(await ics.Http.GetFromJsonAsync<JsonElement>($"persons/{person}{part}"), schema), Is.Empty);
        }

        Assert.That(await ics.Http.GetStringAsync($"{ics.Address}/ics/islington/persons/{person}"), Does.Not.Contain("<b>"));
    }

    [Test]
    public void It_refuses_to_start_outside_the_demonstration()
    {
        Assert.Throws<StandInRefusedException>(() => StandInIcs.Build(RunningIdentityProvider.Options(), demonstration: false, _ => { }));
    }
}
