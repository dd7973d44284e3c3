using BoroughBridge.Adapters.Electronic;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Electronic;

/// <summary>An ICS whose every answer the test writes: rows that are wrong one by one.</summary>
[TestFixture]
internal sealed class HostileIcsTests
{
    private const string Person = """{"personId":"77","firstName":"Wren","lastName":"Ashdown","dateOfBirth":"2015-03-02","gender":"F","contextFlag":"C","restricted":"N","markedForDeletion":false,"otherNames":[],"addresses":[],"sensitivities":[]}""";
    private const string Plan = """{"carePlanId":"CP-1","planType":"care-plan","status":"ACTIVE","title":"Plan","startDate":"2026-01-05","permanenceRoutes":["LTFOST18"],"goals":[{"goalId":"G-1","text":"Swim.","status":"OPEN","childsWords":false}],"sections":[{"heading":"health","text":"Well."}],"authorName":"Silvan Hargreave-Obi","sensitivities":[]}""";

    private readonly Dictionary<string, string> answers = [];
    private readonly List<string> asked = [];
    private WebApplication ics = null!;
    private ImportingHolding holding = null!;
    private string address = "";

    [SetUp]
    public async Task StartAsync()
    {
        address = $"http://127.0.0.1:{Ports.Free()}/";
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(address);
        ics = builder.Build();
        ics.Run(async context =>
        {
            lock (asked) asked.Add(context.Request.Path + context.Request.QueryString);
            var path = context.Request.Path.Value!.TrimStart('/');
            if (!answers.TryGetValue(path, out var answer))
            {
                answer = path.Contains('/', StringComparison.Ordinal) ? List("") : "";
                if (!path.Contains('/', StringComparison.Ordinal)) context.Response.StatusCode = 404;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer);
        });
        await ics.StartAsync();
        answers["persons"] = """{"items":[{"personId":"77","changedAt":"2026-05-01T09:00:00Z"}],"cursor":"c1","more":false}""";
        answers["persons/77"] = Person;
        answers["replaced-ids"] = List("");
        asked.Clear();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await holding.DisposeAsync();
        await ics.DisposeAsync();
        answers.Clear();
    }

    [TestCase("\"planType\":\"care-plan\"", "\"planType\":\"care-plan-2\"", "planType", "unknown-code")]
    [TestCase("\"startDate\":\"2026-01-05\"", "\"startDate\":\"05/01/2026\"", "startDate", "shape")]
    [TestCase("\"startDate\":\"2026-01-05\"", "\"startDate\":\"0026-01-05\"", "startDate", "date-range")]
    [TestCase("\"startDate\":\"2026-01-05\"", "\"startDate\":\"2026-01-05\",\"endDate\":\"2025-01-05\"", "endDate", "before-start")]
    [TestCase("\"title\":\"Plan\"", "\"title\":null", "title", "shape")]
    [TestCase("\"title\":\"Plan\"", "\"title\":42", "title", "shape")]
    [TestCase("\"title\":\"Plan\",", "", "row", "shape")]
    [TestCase("\"title\":\"Plan\"", "\"title\":\"a\\u0000b\"", "title", "control-character")]
    [TestCase("\"title\":\"Plan\"", "\"title\":\"Plan\",\"title\":\"Other\"", "title", "shape")]
    [TestCase("\"permanenceRoutes\":[\"LTFOST18\"]", "\"permanenceRoutes\":[null]", "row", "null-in-list")]
    [TestCase("\"goals\":[", "\"goals\":[null,", "row", "null-in-list")]
    [TestCase("\"text\":\"Swim.\"", "\"text\":\"\"", "goals.text", "empty")]
    [TestCase("\"status\":\"ACTIVE\"", "\"status\":\"active\"", "status", "unknown-code")]
    public async Task A_bad_row_is_set_aside_by_field_and_code_and_the_good_one_beside_it_is_taken(string right, string wrong, string field, string code)
    {
        answers["persons/77/care-plans"] = List(Plan.Replace(right, wrong, StringComparison.Ordinal), Plan.Replace("CP-1", "CP-2", StringComparison.Ordinal));
        await ImportAsync();

        Assert.That((await holding.ResourcesAsync()).Count(row => row.Type == "CarePlan"), Is.EqualTo(1));
        var (part, key, atField, withCode) = (await holding.QuarantineAsync()).Single();
        Assert.That((part, key, withCode), Is.EqualTo(("care-plans", "CP-1", code)));
        Assert.That(atField, Is.EqualTo(field));
    }

    [TestCase("""{"carePlanId":"a b"}"""), TestCase("""{"carePlanId":7}"""), TestCase("7"), TestCase("null"), TestCase("[[]]"), TestCase("{}")]
    public async Task A_row_without_a_readable_key_is_set_aside_and_hides_no_other(string row)
    {
        answers["persons/77/care-plans"] = List(row, Plan);
        await ImportAsync();

        Assert.That((await holding.ResourcesAsync()).Count(resource => resource.Type == "CarePlan"), Is.EqualTo(1));
        Assert.That((await holding.QuarantineAsync()).Single(), Is.EqualTo(("care-plans", "*77?", "carePlanId", "id")));
    }

    [Test]
    public async Task A_mark_nobody_knows_is_taken_for_the_strictest_and_reported()
    {
        answers["persons/77/care-plans"] = List(Plan.Replace("\"sensitivities\":[]", "\"sensitivities\":[\"ROYAL_SECRET\"]", StringComparison.Ordinal));
        await ImportAsync();

        Assert.That((await holding.ResourcesAsync()).Single(row => row.Type == "CarePlan").Labels, Is.EqualTo("legal-privilege"));
        Assert.That((await holding.QuarantineAsync()).Single(), Is.EqualTo(("care-plans", "CP-1", "sensitivities", "unknown-mark-strictest")));
    }

    [TestCase("\"restricted\":\"N\"", "\"restricted\":\"Y\"", "staff-or-public-figure")]
    [TestCase("\"restricted\":\"N\"", "\"restricted\":\"perhaps\"", "legal-privilege")]
    [TestCase("\"sensitivities\":[]", "\"sensitivities\":[\"ADOPTION_SEALED\"]", "adoption-sealed")]
    public async Task What_marks_the_person_marks_the_whole_file(string right, string wrong, string label)
    {
        answers["persons/77"] = Person.Replace(right, wrong, StringComparison.Ordinal);
        answers["persons/77/care-plans"] = List(Plan);
        await ImportAsync();

        Assert.That((await holding.ResourcesAsync()).Select(row => row.Labels), Is.All.EqualTo(label));
    }

    [TestCase("\"personId\":\"77\"", "\"personId\":\"78\"", "other-person")]
    [TestCase("\"lastName\":\"Ashdown\"", "\"lastName\":{\"x\":1}", "shape")]
    [TestCase("\"contextFlag\":\"C\"", "\"contextFlag\":\"?\"", "unknown-code")]
    public async Task A_person_that_cannot_be_read_gives_nothing_of_the_file(string right, string wrong, string code)
    {
        answers["persons/77"] = Person.Replace(right, wrong, StringComparison.Ordinal);
        answers["persons/77/care-plans"] = List(Plan);
        await ImportAsync();

        Assert.That(await holding.ResourcesAsync(), Is.Empty);
        Assert.That((await holding.QuarantineAsync()).Single().Code, Is.EqualTo(code));
        lock (asked) Assert.That(asked.Any(path => path.Contains("care-plans", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public async Task An_adult_s_file_is_not_read()
    {
        answers["persons/77"] = Person.Replace("\"contextFlag\":\"C\"", "\"contextFlag\":\"A\"", StringComparison.Ordinal);
        await ImportAsync();

        Assert.That(await holding.ResourcesAsync(), Is.Empty);
        Assert.That(await holding.QuarantineAsync(), Is.Empty);
    }

    [TestCase("""{"items":[{"personId":"../../etc"}],"cursor":"c1","more":false}""")]
    [TestCase("""{"items":[],"cursor":7,"more":false}""")]
    [TestCase("""{"items":[],"cursor":"c1"}""")]
    [TestCase("[]")]
    public async Task A_list_of_persons_that_cannot_be_read_stops_that_look_and_no_more(string list)
    {
        var right = answers["persons"];
        answers["persons"] = list;
        holding = await ImportingHolding.StartAsync(DatabaseKind.Sqlite, address, "key");
        await Until.TrueAsync(async () => (await holding.StatusAsync()).GetProperty("failure").GetString()?.StartsWith("list-", StringComparison.Ordinal) == true);

        answers["persons"] = right;
        await Until.TrueAsync(async () => (await holding.ResourcesAsync()).Count == 1);
    }

    [Test]
    public async Task A_wrong_key_is_said_and_quarantines_nothing()
    {
        await using var real = await StandIns.RunningIcs.StartAsync();
        holding = await ImportingHolding.StartAsync(DatabaseKind.Sqlite, real.BaseUrl, "not-the-key");
        await Until.TrueAsync(async () => (await holding.StatusAsync()).GetProperty("failure").GetString() == "status-401");

        Assert.That(await holding.QuarantineAsync(), Is.Empty);
    }

    [TestCase("http://ics.example.gov.uk/api/v1", false)]
    [TestCase("https://ics.example.gov.uk/api/v1", true)]
    [TestCase("http://localhost:5083/ics/islington/api/v1", true)]
    [TestCase("ftp://ics.example.gov.uk", false)]
    [TestCase("https://ics.example.gov.uk/api?key=1", false)]
    public async Task Only_a_safe_address_is_accepted(string url, bool accepted)
    {
        holding = await ImportingHolding.StartAsync(DatabaseKind.Sqlite, address, "key", options => options.Enabled = false);
        var options = new ElectronicOptions { BaseUrl = url, ApiKey = "key" };

        Assert.That(System.ComponentModel.DataAnnotations.Validator.TryValidateObject(options, new(options), null, true), Is.EqualTo(accepted));
    }

    private async Task ImportAsync()
    {
        holding = await ImportingHolding.StartAsync(DatabaseKind.Sqlite, address, "key");
        await holding.LookedAsync();
    }

    private static string List(params string[] rows) => $$"""{"items":[{{string.Join(',', rows.Where(row => row.Length > 0))}}],"total":{{rows.Length}}}""";
}
