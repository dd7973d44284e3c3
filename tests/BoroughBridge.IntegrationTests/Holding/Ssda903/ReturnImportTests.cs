using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding.Ssda903;

/// <summary>A looked-after children return taken into a running holding, on both databases.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class ReturnImportTests(DatabaseKind kind)
{
    private const string Header = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nL-P-1,2,02/03/2014,WBRI,UN1,,\n";
    private const string Episodes =
        """
        CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
        L-P-1,01/02/2024,S,C1,N1,U6,PR1,01/05/2024,X1,,N1 1AA,N99 7QF,4610000
        L-P-1,01/05/2024,L,C2,N1,U6,PR1,01/09/2024,X1,CARPL,N1 1AA,N99 7QF,4610000
        L-P-1,01/09/2024,P,C2,N1,K2,PR4,,,,N1 1AA,N99 7QF,4610000

        """;

    private const string Reviews = "CHILD,DOB,REVIEW,REVIEW_CODE\nL-P-1,02/03/2014,26/02/2024,PN1\nL-P-1,02/03/2014,20/05/2024,PN1\nL-P-1,02/03/2014,20/05/2090,PN1\n";

    private TestHolding holding = null!;
    private string childRef = "";

    [SetUp]
    public async Task StartAsync()
    {
        holding = await TestHolding.StartAsync(kind);
        childRef = await holding.Intake.PutPersonAsync(TestRecords.Wren(), default);
    }

    [TearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task It_lands_as_periods_statuses_placements_and_reviews()
    {
        var said = await ImportAsync(Header, Episodes, Reviews);

        Assert.That(Counts(said), Is.EqualTo((7, 7, 0, 0)));
        Assert.That(await StoredAsync(), Is.EqualTo(new[]
        {
            "Encounter lac-review 3", "EpisodeOfCare looked-after 1", "EpisodeOfCare placement 2", "Observation legal-status 2", "Observation review-participation 2",
        }));
    }

    [Test]
    public async Task What_it_says_is_told_once_the_child_is_allocated_and_a_review_to_come_is_not_one_held()
    {
        await ImportAsync(Header, Episodes, Reviews);
        Assert.That(await holding.ToldAsync(), Is.Empty, "nobody is told of a child without an allocation");

        await holding.AllocateAsync(childRef);

        var told = await holding.ToldAsync(childRef);
        Assert.That(told.Count(type => type == "child.became-looked-after"), Is.EqualTo(1));
        Assert.That(told.Count(type => type == "review.held"), Is.EqualTo(2));
    }

    [Test]
    public async Task The_same_return_again_changes_nothing()
    {
        await ImportAsync(Header, Episodes, Reviews);
        var before = await StateAsync();

        var again = await ImportAsync(Header, Episodes, Reviews);

        Assert.That(Counts(again), Is.EqualTo((7, 7, 0, 0)));
        Assert.That(again.GetProperty("changed").GetInt32(), Is.Zero);
        Assert.That(await StateAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_later_return_moves_on_what_it_knows_and_keeps_what_it_has_no_longer()
    {
        await ImportAsync(Header, Episodes, Reviews);
        await holding.AllocateAsync(childRef);
        var stored = await StoredAsync();

        var said = await ImportAsync(Header, Episodes.Replace("PR4,,,", "PR4,01/12/2024,E4A,", StringComparison.Ordinal), Reviews.Replace("L-P-1,02/03/2014,20/05/2024,PN1\n", "", StringComparison.Ordinal));

        Assert.That(said.GetProperty("suspectedDeleted").GetInt32(), Is.EqualTo(2), "the review and how she took part");
        Assert.That(said.GetProperty("changed").GetInt32(), Is.EqualTo(3), "period, placement and status ended");
        Assert.That(await StoredAsync(), Is.EqualTo(stored), "nothing is deleted");
        var told = await holding.ToldAsync(childRef);
        Assert.That(told.Count(type => type == "child.ceased-to-be-looked-after"), Is.EqualTo(1));
        Assert.That(told.Count(type => type == "review.held"), Is.EqualTo(2));
    }

    [TestCase("02/03/2013", "203", TestName = "Another date of birth is another child")]
    [TestCase("2014-03-02", "102", TestName = "A date of birth that is none agrees with nobody")]
    public async Task Number_and_birth_must_agree(string born, string rule)
    {
        var said = await ImportAsync(Header.Replace("02/03/2014", born, StringComparison.Ordinal), Episodes);

        Assert.That(Counts(said), Is.EqualTo((4, 0, 4, 0)));
        Assert.That(said.GetProperty("quarantined").GetProperty(rule).GetInt32(), Is.EqualTo(4));
        Assert.That(await StoredAsync(), Is.Empty);
    }

    [Test]
    public async Task Two_header_rows_a_child_nobody_knows_and_a_bad_row_are_set_aside_by_rule()
    {
        await holding.Intake.PutPersonAsync(TestRecords.Wren("P-2"), default);
        var header = Header + "L-P-2,2,02/03/2014,WBRI,UN1,,\nL-P-2,1,11/07/2015,WBRI,UN1,,\n999,1,11/07/2015,WBRI,UN1,,\n";
        var reviews = Reviews + "L-P-1,02/03/2014,20/05/2024,PN2\nL-P-1,02/03/2014,2024-06-01,PN2\nL-P-1,02/03/2015,01/06/2024,PN2\n999,11/07/2015,01/06/2024,PN2\nshort,row\n";

        var said = await ImportAsync(header, Episodes, reviews);

        var quarantined = said.GetProperty("quarantined");
        Assert.That(quarantined.EnumerateObject().Select(rule => $"{rule.Name} {rule.Value}"), Is.EqualTo(new[] { "166 1", "INT17 1", "INT32 2", "row-shape 1", "same-day 1", "unknown-child 2" }));
        Assert.That(said.GetProperty("quarantinedRows").EnumerateArray().Single(place => place.GetProperty("rule").GetString() == "166").GetProperty("firstRows")[0].GetInt32(), Is.EqualTo(6));
        Assert.That(Counts(said), Is.EqualTo((15, 7, 8, 0)));
    }

    [Test]
    public async Task Tables_the_gateway_keeps_nothing_of_are_counted()
    {
        var said = await ImportAsync(Header, "CHILD,DOB,MISSING,MIS_START,MIS_END\nL-P-1,02/03/2014,M,01/06/2024,02/06/2024\n77,02/03/2014,M,01/06/2024,02/06/2024\n", "Rule code,Rule message\n1,x\n");

        Assert.That(Counts(said), Is.EqualTo((3, 1, 1, 1)));
        Assert.That(said.GetProperty("filesNotRecognised").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_child_whose_history_a_case_system_gives_is_left_to_it()
    {
        var id = await holding.Intake.IdForAsync("ics", "EpisodeOfCare", "period/1", default);
        await holding.Intake.PutAsync(TestRecords.PlanPut(childRef, id, "period/1", "x", []) with
        {
            Type = "EpisodeOfCare",
            Kind = "looked-after",
            Resource = new BoroughBridge.Fhir.EpisodeOfCare { Id = id, Status = "active", Patient = BoroughBridge.Fhir.Reference.For("Patient", childRef) },
            Tell = _ => [],
        }, default);

        var said = await ImportAsync(Header, Episodes, Reviews);

        Assert.That(said.GetProperty("quarantined").GetProperty("another-source").GetInt32(), Is.EqualTo(7));
    }

    [Test]
    public async Task What_is_no_return_is_refused_and_nothing_of_it_repeated()
    {
        using var answer = await PostAsync((true, "<!DOCTYPE x [<!ENTITY a \"Quillfeather\">]><EXPSSDA903>&a;</EXPSSDA903>"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("not-xml").And.Not.Contain("Quillfeather"));
        using var junk = await holding.Operator.PostAsync("operator/returns", new StringContent("{"));
        Assert.That(junk.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task No_postcode_urn_or_number_of_the_return_is_kept_or_logged_in_clear()
    {
        await ImportAsync(Header, Episodes, Reviews);

        Assert.That(await StateAsync(), Does.Not.Contain("N99 7QF").And.Not.Contain("4610000").And.Not.Contain("L-P-1"));
        Assert.That(string.Join('\n', holding.Heard.Lines), Does.Not.Contain("N99 7QF").And.Not.Contain("L-P-1"));
    }

    [Test]
    public async Task The_published_return_is_accounted_for_row_by_row()
    {
        if (!Corpus.Has("ssda903", out var folder)) return;
        var some = File.ReadLines(Path.Combine(folder, "header.csv")).Skip(1).Take(120).Select(line => line.Split(',')).ToArray();
        foreach (var cells in some)
        {
            var born = DateOnly.ParseExact(cells[2], "dd/MM/yyyy");
            await holding.Intake.PutPersonAsync(TestRecords.Wren("H" + cells[0]) with { LaChildId = cells[0], DateOfBirth = born, NhsNumber = null }, default);
        }

        var files = Directory.EnumerateFiles(folder, "*.csv").Where(file => !file.EndsWith("_errors.csv", StringComparison.Ordinal)).Select(file => (false, File.ReadAllText(file))).ToArray();
        var said = await ReadAsync(await PostAsync(files));

        var (read, taken, quarantined, left) = Counts(said);
        Assert.That(read, Is.EqualTo(taken + quarantined + left));
        Assert.That(said.GetProperty("tables").GetProperty("Reviews").GetInt32(), Is.EqualTo(12582));
        Assert.That(said.GetProperty("children").GetInt32(), Is.EqualTo(120));
        Assert.That(taken, Is.GreaterThan(600));
        Assert.That(said.GetProperty("quarantined").EnumerateObject().Select(rule => rule.Name), Does.Contain("unknown-child").And.Contain("148"));
        Assert.That((await ReadAsync(await PostAsync(files))).GetProperty("changed").GetInt32(), Is.Zero);
    }

    private static (int Read, int Taken, int Quarantined, int Left) Counts(JsonElement said) => (
        said.GetProperty("read").GetInt32(), said.GetProperty("taken").GetInt32(), said.GetProperty("quarantined").EnumerateObject().Sum(rule => rule.Value.GetInt32()), said.GetProperty("left").GetInt32());

    private async Task<JsonElement> ImportAsync(params string[] csvs) => await ReadAsync(await PostAsync([.. csvs.Select(csv => (false, csv))]));

    private Task<HttpResponseMessage> PostAsync(params (bool Xml, string Text)[] files) =>
        holding.Operator.PostAsJsonAsync("operator/returns", files.Select(file => new { xml = file.Xml, bytes = Encoding.UTF8.GetBytes(file.Text) }));

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());

            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    private async Task<IReadOnlyList<string>> StoredAsync()
    {
        await using var connection = await holding.Store.Database.OpenAsync(default);

        return [.. (await connection.QueryAsync<(string Type, string Kind, long Count)>("SELECT type, kind, COUNT(*) FROM resources WHERE source = 'ssda903' GROUP BY type, kind")).Select(row => $"{row.Type} {row.Kind} {row.Count}").Order(StringComparer.Ordinal)];
    }

    /// <summary>Everything the import may have written, as text.</summary>
    private async Task<string> StateAsync()
    {
        await using var connection = await holding.Store.Database.OpenAsync(default);
        var resources = await connection.QueryAsync("SELECT id, type, source_key, kind, day, version, content_key FROM resources WHERE source = 'ssda903' ORDER BY id");
        var facts = await connection.QueryAsync("SELECT resource_id, ordinal, type, data FROM facts ORDER BY resource_id, ordinal");
        var log = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM log_entries");

        return JsonSerializer.Serialize(new { resources, facts, log });
    }
}
