using System.Data.Common;
using System.Net;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Trust;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

[TestFixture(DatabaseKind.Sqlite, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Brokered)]
internal sealed class FaultsTests(DatabaseKind kind, TransportProfile profile)
{
    private RoutingWorld world = null!;
    private InventedChild child = null!;

    [SetUp]
    public async Task StartAsync()
    {
        world = await RoutingWorld.StartAsync(kind, profile: profile);
        child = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated());
    }

    [TearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [Test]
    public async Task A_header_signed_by_another_key_is_no_answer()
    {
        var stranger = TrustBundle.Load(world.Parts.Trust("stranger", world.Issuers));
        world.Islington.Sign = answer => stranger.Signer.Sign(ReadAnswer.Typ, answer);

        await NothingIsPassedOnAsync("answer-unknown-key");
    }

    [Test]
    public async Task A_header_signed_by_the_other_holder_is_no_answer()
    {
        var other = TrustBundle.Load(world.Parts.Trust("tower-hamlets", world.Issuers));
        world.Islington.Sign = answer => other.Signer.Sign(ReadAnswer.Typ, answer);

        await NothingIsPassedOnAsync("answer-unknown-key");
    }

    [Test]
    public async Task A_header_changed_after_signing_is_no_answer()
    {
        var own = TrustBundle.Load(world.Parts.Trust("islington", world.Issuers));
        world.Islington.Sign = answer =>
        {
            var parts = own.Signer.Sign(ReadAnswer.Typ, answer).Split('.');
            var other = own.Signer.Sign(ReadAnswer.Typ, answer with { LogIndex = 9 }).Split('.');

            return $"{parts[0]}.{other[1]}.{parts[2]}";
        };

        await NothingIsPassedOnAsync("answer-bad-signature");
    }

    [Test]
    public async Task An_assertion_sent_back_as_an_answer_is_no_answer()
    {
        var own = TrustBundle.Load(world.Parts.Trust("islington", world.Issuers));
        world.Islington.Sign = answer => own.Signer.Sign(AccessAssertion.Typ, answer);

        await NothingIsPassedOnAsync("answer-wrong-kind");
    }

    [Test]
    public async Task An_answer_to_another_assertion_is_no_answer() => await TwistedAsync(answer => answer with { Answers = Ids.New() }, "answer-jti");

    [Test]
    public async Task An_answer_of_another_transaction_is_no_answer() => await TwistedAsync(answer => answer with { Transaction = Ids.New() }, "answer-transaction");

    [Test]
    public async Task An_old_answer_is_no_answer() => await TwistedAsync(answer => answer with { Iat = answer.Iat - 60 }, "answer-stale");

    [Test]
    public async Task An_answer_in_another_holder_s_name_is_no_answer() => await TwistedAsync(answer => answer with { Iss = "tower-hamlets" }, "answer-iss");

    [Test]
    public async Task Another_child_s_thing_is_no_answer() =>
        await TwistedAsync(answer => answer with { Things = [answer.Things[0] with { ChildRef = Ids.New() }] }, "answer-child");

    [Test]
    public async Task Another_thing_is_no_answer() => await TwistedAsync(answer => answer with { Things = [answer.Things[0] with { Id = Ids.New() }] }, "answer-things");

    [Test]
    public async Task More_than_was_asked_for_is_no_answer() =>
        await TwistedAsync(answer => answer with { Things = [answer.Things[0], answer.Things[0]] }, "answer-things");

    [Test]
    public async Task A_manifest_that_does_not_add_up_is_no_answer() =>
        await TwistedAsync(answer => answer with { Things = [answer.Things[0] with { Size = answer.Things[0].Size + Renditions.ChunkSize }] }, "answer-manifest");

    [Test]
    public async Task An_altered_byte_is_not_passed_on()
    {
        world.Islington.Bytes = Flip;

        await NothingIsPassedOnAsync("chunk-altered");
    }

    [Test]
    public async Task An_altered_byte_is_not_passed_on_as_json_either()
    {
        world.Islington.Bytes = Flip;

        using var answer = await world.GetAsync($"/fhir/Binary/{child.Binary}", Iro(), request => request.Headers.Add("Accept", "application/fhir+json"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("\"data\""));
    }

    [Test]
    public async Task A_later_altered_chunk_ends_the_answer_where_it_stood()
    {
        var bytes = new byte[3 * Renditions.ChunkSize];
        world.Islington.Put("Binary", child.Binary, child.Ref, bytes, "application/pdf");
        world.Islington.Bytes = Flip;

        using var answer = await world.Http.SendAsync(Request($"/fhir/Binary/{child.Binary}"), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var received = new MemoryStream();

        Assert.That(async () => await body.CopyToAsync(received), Throws.InstanceOf<IOException>().Or.InstanceOf<HttpRequestException>());
        Assert.That(received.Length, Is.LessThanOrEqualTo(2 * Renditions.ChunkSize));
        await LoggedAsync($"chunk-altered-after-{2 * Renditions.ChunkSize}");
    }

    [Test]
    public async Task A_body_that_ends_early_is_not_disclosed()
    {
        world.Islington.Bytes = bytes => bytes[..^1];

        await NothingIsPassedOnAsync("body-ended");
    }

    [Test]
    public async Task A_holder_whose_log_is_down_is_503()
    {
        world.Islington.Status = 503;

        await NothingIsPassedOnAsync("holder-log");
    }

    [Test]
    public async Task A_holder_that_is_down_is_503_and_the_other_holder_is_still_read()
    {
        var other = await new InventedChild(world, "tower-hamlets", "islington").IntroduceAsync();
        await world.TellAsync("tower-hamlets", other.Allocated("iro.isl1"));
        await world.Islington.StopAsync();

        for (var i = 0; i < 8; i++)
        {
            using var down = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Iro());
            Assert.That(down.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(down.Headers.RetryAfter, Is.Not.Null);
        }

        using var up = await world.GetAsync($"/fhir/CarePlan/{other.Plan}", world.Issuers.Token("islington", "iro.isl1"));
        Assert.That(up.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await LoggedAsync("holder-unreachable");
        await LoggedAsync("holder-left-alone");

        await world.Islington.StartAsync();
        await Until.TrueAsync(IsReadAsync, seconds: 15);
    }

    [Test]
    public async Task No_entry_no_byte_while_the_log_s_table_is_locked()
    {
        await using (await LockLogAsync())
        {
            using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Iro());
            using var refused = await world.GetAsync($"/fhir/CarePlan/{Ids.New()}", Iro());

            await IsEmptyHandedAsync(answer);
            await IsEmptyHandedAsync(refused);
        }

        await Until.TrueAsync(IsReadAsync);
    }

    [Test]
    public async Task No_entry_no_byte_without_the_log_s_key()
    {
        await world.StopRoutingAsync();
        File.Move(world.Options.Log.KeyFile, world.Options.Log.KeyFile + ".away");
        await world.StartRoutingAsync();

        using (var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Iro())) await IsEmptyHandedAsync(answer);
        using var ready = await world.Http.GetAsync("/health/ready");

        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await world.LogAsync(), Has.None.Matches<Logged>(entry => entry.Kind == "recipient"));
    }

    [Test]
    public async Task What_came_to_nothing_while_the_log_was_away_is_written_when_it_is_back()
    {
        world.Islington.Status = 503;
        await using (await LockLogAsync())
        {
            using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Iro());
            await IsEmptyHandedAsync(answer);
        }

        await LoggedAsync("holder-log");
    }

    private async Task<bool> IsReadAsync()
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Iro());

        return answer.StatusCode == HttpStatusCode.OK;
    }

    private async Task TwistedAsync(Func<ReadAnswer, ReadAnswer> twist, string code)
    {
        world.Islington.Header = twist;

        await NothingIsPassedOnAsync(code);
    }

    private async Task NothingIsPassedOnAsync(string code)
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{child.Plan}", Iro());

        await IsEmptyHandedAsync(answer);
        await LoggedAsync(code);
    }

    private static async Task IsEmptyHandedAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(body, Does.Contain("OperationOutcome").And.Not.Contain("CarePlan"));
        Assert.That(answer.Headers.ETag, Is.Null);
    }

    private Task LoggedAsync(string code) => Until.TrueAsync(
        async () => (await world.LogAsync()).Any(entry => entry.Kind == "not-disclosed" && entry.Outcome == code && entry.ChildRef == child.Ref), what: code);

    private async Task<IAsyncDisposable> LockLogAsync()
    {
        var connection = await world.Database.OpenAsync(default);
        await connection.ExecuteAsync(kind == DatabaseKind.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE log_entries IN ACCESS EXCLUSIVE MODE");

        return new Unlock(connection);
    }

    private static byte[] Flip(byte[] bytes)
    {
        bytes = [.. bytes];
        bytes[^1] ^= 1;

        return bytes;
    }

    private HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", Iro());

        return request;
    }

    private string Iro() => world.Issuers.Token("tower-hamlets", "iro.th1");

    private sealed class Unlock(DbConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await connection.ExecuteAsync("ROLLBACK");
            await connection.DisposeAsync();
        }
    }
}
