using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BoroughBridge.Holding;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>The host around it: what it refuses to start with, its doors, its health, and the operator's verbs.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class HoldingHostTests(DatabaseKind kind)
{
    private const string Header = "ics_person_id,la_child_id,given,family,also_known_as,date_of_birth,sex,nhs_number,upn,family_group\n";
    private TestHolding holding = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => holding = await TestHolding.StartAsync(kind);

    [OneTimeTearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task It_refuses_to_start_without_its_keys_in_one_line()
    {
        await using var database = await TestDatabases.NewAsync(kind);
        var folder = Directory.CreateTempSubdirectory("bb-hold-").FullName;
        Refused(options => options.KeyEncryptionKeyFile = Path.Combine(folder, "none"), "KeyEncryptionKeyFile names a file that does not exist");
        File.WriteAllText(Path.Combine(folder, "short"), Convert.ToBase64String(new byte[16]));
        Refused(options => options.KeyEncryptionKeyFile = Path.Combine(folder, "short"), "KeyEncryptionKeyFile must be a readable file of 32 bytes in base64");
        Refused(options => options.Url = "https://127.0.0.1:1", "Url must be http://address:port");
        Refused(options => options.RecordUrl = "http://127.0.0.1:1", "RecordUrl must be https://address:port");
        Refused(options => options.DataFolder = "/tmp/" + new string('a', 120), "DataFolder is too long a path for a Unix socket");
        Directory.Delete(folder, recursive: true);

        void Refused(Action<HoldingOptions> change, string line)
        {
            var options = TestHolding.OptionsFor(folder, database, holding.Issuer);
            change(options);
            Assert.That(() => HoldingHost.Build(options, _ => { }), Throws.TypeOf<ConfigurationRefusedException>().With.Message.EqualTo(line));
        }
    }

    [Test]
    public async Task Without_the_logs_key_it_does_not_listen()
    {
        await using var database = await TestDatabases.NewAsync(kind);
        var folder = Directory.CreateTempSubdirectory("bb-hold-").FullName;
        var options = TestHolding.OptionsFor(folder, database, holding.Issuer);
        options.Log.KeyFile = Path.Combine(folder, "none");
        await using var app = HoldingHost.Build(options, _ => { });

        Assert.That(() => app.StartAsync(), Throws.TypeOf<ConfigurationRefusedException>().With.Message.EqualTo("Log log-key-missing"));

        using var client = new HttpClient();
        Assert.That(() => client.GetAsync(options.Url), Throws.TypeOf<HttpRequestException>());
    }

    [Test]
    public async Task It_is_ready_and_says_which_part_is_not()
    {
        Assert.That((await holding.Http.GetAsync("/health/live")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Until.TrueAsync(async () => (await holding.Http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);

        File.Move(holding.Options.Log.KeyFile, holding.Options.Log.KeyFile + ".away");
        using var answer = await holding.Http.GetAsync("/health/ready");
        File.Move(holding.Options.Log.KeyFile + ".away", holding.Options.Log.KeyFile);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var parts = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parts");
        Assert.That((parts.GetProperty("log").GetString(), parts.GetProperty("database").GetString()), Is.EqualTo(("log-key-missing", "ok")));
    }

    [Test]
    public async Task The_operators_socket_is_its_users_alone()
    {
        Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(holding.Socket) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), Is.True);
        using var record = await holding.Operator.GetAsync("record/snapshot");
        Assert.That(record.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_person_index_is_taken_whole()
    {
        using var answer = await PostCsvAsync(Header + "K-1,9001,Wren,\"Ashdown, née O\"\"Dell\",Jenny;Jen,2014-03-02,F,9990000018,,FG-1\r\nK-2,,Robin,Ashdown,,,,,,\n");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var listed = await (await holding.Operator.GetAsync("operator/children")).Content.ReadFromJsonAsync<JsonElement>();
        var names = listed.EnumerateArray().Select(child => child.GetProperty("name").GetString()).ToArray();
        Assert.That(names, Does.Contain("Wren Ashdown, née O\"Dell").And.Contain("Robin Ashdown"));
        Assert.That(listed.EnumerateArray().All(child => !child.GetProperty("introduced").GetBoolean()), Is.True);
    }

    [Test]
    public async Task Json_is_taken_alike()
    {
        using var answer = await holding.Operator.PostAsJsonAsync("operator/children", new[] { new { ics_person_id = "J-1", given = "Wren", family = "Ashdown", also_known_as = new[] { "Jen" } } });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    [TestCase("ics_person_id,given\nX-1,Quillfeather\n", "row 1: family: missing")]
    [TestCase("ics_person_id,given,family,shoe_size\n", "row 1: header: unknown-column")]
    [TestCase(Header + "X-1,,Quillfeather,Ashdown,,03/04/2014,,,,\n", "row 2: date_of_birth: not-a-date")]
    [TestCase(Header + "X-1,,Quillfeather,Ashdown,,2014-02-31,,,,\n", "row 2: date_of_birth: not-a-date")]
    [TestCase(Header + "X-1,,Quillfeather,Ashdown,,,Quillfeather,,,\n", "row 2: sex: not-a-code")]
    [TestCase(Header + "X-1,,Quillfeather,,,,,,,\n", "row 2: family: required")]
    [TestCase(Header + "X-1,,Quillfeather,Ashdown\n", "row 2: row: field-count")]
    [TestCase(Header + "X-1,,\"Quillfeather,Ashdown,,,,,,\n", "row 2: row: quote-not-closed")]
    [TestCase(Header + "X-1,,A,B,,,,,,\nX-1,,A,B,,,,,,\n", "row 3: ics_person_id: twice")]
    public async Task A_person_index_with_a_fault_is_not_taken_and_the_fault_is_named_without_its_value(string csv, string fault)
    {
        using var answer = await PostCsvAsync(csv);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(body, Does.Contain(fault).And.Not.Contain("Quillfeather"));
        Assert.That(await holding.Intake.ChildRefAsync("X-1", default), Is.Null);
    }

    [Test]
    public async Task Allocations_are_made_listed_and_ended_at_the_operators_door()
    {
        var childRef = await holding.Intake.PutPersonAsync(TestRecords.Wren("OP-1"), default);

        using var made = await holding.Operator.PostAsJsonAsync("operator/allocations", new { childRef, iro = holding.Iro(), employer = "tower-hamlets", from = "2026-01-01", to = (string?)null });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("allocationId").GetString();
        using var ended = await holding.Operator.PostAsJsonAsync($"operator/allocations/{id}/end", new { lastDay = "2026-11-22", immediately = true, reason = "error" });
        using var refused = await holding.Operator.PostAsJsonAsync("operator/allocations", new { childRef, iro = holding.Iro(), employer = "camden", from = "2026-01-01" });
        using var unknown = await holding.Operator.PostAsJsonAsync($"operator/allocations/{Contracts.Ids.New()}/end", new { lastDay = "2026-11-22", reason = "error" });

        var listed = await (await holding.Operator.GetAsync("operator/allocations")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(listed.EnumerateArray().Single(row => row.GetProperty("allocationId").GetString() == id).GetProperty("state").GetString(), Is.EqualTo("ended"), await ended.Content.ReadAsStringAsync());
        Assert.That((await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), Is.EqualTo("no-agreement"));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task An_error_body_has_a_code_and_none_of_what_was_sent()
    {
        using var shape = await holding.Operator.PostAsync("operator/allocations", new StringContent("{\"childRef\":\"Quillfeather\",", Encoding.UTF8, "application/json"));
        using var absent = await holding.Http.GetAsync("/Quillfeather?name=Ashdown");

        foreach (var (answer, status) in ((HttpResponseMessage, int)[])[(shape, 400), (absent, 404)])
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(status));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("Quillfeather").And.Not.Contain("Ashdown").And.Not.Contain("   at "));
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
        }
    }

    [Test]
    public async Task Its_measurements_are_counts_of_all_since_its_start()
    {
        var childRef = await holding.Intake.PutPersonAsync(TestRecords.Wren() with { IcsPersonId = "P-77" }, default);
        await holding.ReadAsync(holding.Assertion(TestRecords.Asks("Patient", childRef, childRef, await holding.AllocateAsync(childRef))));

        using var metrics = await holding.Http.GetAsync("/metrics");

        Assert.That(metrics.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        Assert.That(metrics.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await metrics.Content.ReadAsStringAsync(), Does.Contain("holding_reads"), "what came before the first look is counted too");
    }

    private Task<HttpResponseMessage> PostCsvAsync(string csv) => holding.Operator.PostAsync("operator/children", new StringContent(csv, Encoding.UTF8, "text/csv"));
}
