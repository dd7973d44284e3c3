using System.Net;
using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

/// <summary>An agreement's life between routing and a real holding, each with its own copy: nothing seeded, over each transport, on each database.</summary>
[TestFixture(DatabaseKind.Sqlite, false)]
[TestFixture(DatabaseKind.Postgres, true)]
internal sealed class AgreementsTests(DatabaseKind kind, bool brokered)
{
    private TestVhost? vhost;
    private RoutingWorld world = null!;
    private RealHolding holding = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        vhost = brokered ? await TestBroker.NewVhostAsync() : null;
        world = await RoutingWorld.StartAsync(kind, options =>
        {
            options.Agreements.Clear();
            options.Authorities["islington"].RecordUrl = $"https://127.0.0.1:{Ports.Free()}";
            options.Authorities["islington"].Broker = vhost?.Options;
        });
        holding = await RealHolding.StartAsync(world, vhost?.Options);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await world.StopRoutingAsync();
        await holding.DisposeAsync();
        await world.DisposeAsync();
        if (vhost is not null) await vhost.DisposeAsync();
    }

    private AgreementBook Theirs => holding.Services.GetRequiredService<AgreementBook>();

    private AgreementBook Ours => world.Services.GetRequiredService<AgreementBook>();

    [Test]
    public async Task Signed_by_all_and_opened_by_both_it_gives_access_and_either_side_s_suspension_takes_it_at_both()
    {
        var (child, plan) = await holding.PutAsync("p1", "Thistlewood");
        var id = await DraftAsync("A-1");
        Assert.That(() => ProposeAsync(child), Throws.TypeOf<AllocationRefusedException>().With.Message.EqualTo("no-agreement"), "a draft");

        await SignAsync(id, 1);
        Assert.That(() => ProposeAsync(child), Throws.TypeOf<AllocationRefusedException>().With.Message.EqualTo("no-agreement"), "signed, not opened");
        await Theirs.MoveAsync(id, AgreementState.Open, Holder("iro-manager"), default);
        Assert.That(() => ProposeAsync(child), Throws.TypeOf<AllocationRefusedException>().With.Message.EqualTo("no-agreement"), "opened by the holder alone");
        await Ours.MoveAsync(id, AgreementState.Open, Employer("iro-manager"), default);
        await UntilAsync(id, "open");

        await ProposeAsync(child);
        await Until.TrueAsync(async () => await StatusAsync(plan) == HttpStatusCode.OK, seconds: 30);

        await Ours.MoveAsync(id, AgreementState.Suspended, Employer("caldicott-guardian"), default);
        Assert.That(await StatusAsync(plan), Is.EqualTo(HttpStatusCode.NotFound), "refused at once where it was suspended");
        await UntilAsync(id, "suspended");

        await Ours.MoveAsync(id, AgreementState.Open, Employer("iro-manager"), default);
        await Until.TrueAsync(async () => await StatusAsync(plan) == HttpStatusCode.OK, seconds: 30);
        await Theirs.SuspendAsync(id, default);
        await UntilAsync(id, "suspended");
        Assert.That(await StatusAsync(plan), Is.EqualTo(HttpStatusCode.NotFound));

        var (here, there) = (await ActsLoggedAsync(world.Database), await ActsLoggedAsync(holding.Services.GetRequiredService<Database>()));
        Assert.That(here, Has.Some.EqualTo("agreement-signed A-1 v1 Employer siro").And.Some.EqualTo("agreement-signed A-1 v1 Holder siro"));
        Assert.That(Acts(here), Is.EquivalentTo(Acts(there)), "both logs hold every act");
        Assert.That(there, Has.Some.EqualTo("agreement-suspended A-1 Employer").And.Some.EqualTo("agreement-suspended A-1 Holder"));

        static IEnumerable<string> Acts(IEnumerable<string> log) => log.Where(what => what.Contains(" A-1 ", StringComparison.Ordinal) && !what.StartsWith("agreement-drafted", StringComparison.Ordinal)).Distinct();
    }

    [Test]
    public async Task A_capability_needs_both_sides_and_each_act_is_logged_at_both()
    {
        var id = await DraftAsync("A-2");
        await SignAsync(id, 1);

        await Theirs.SwitchAsync(id, "documents", on: true, Holder("iro-manager"), default);
        await Until.TrueAsync(async () => await ActsLoggedAsync(world.Database) is var heard && heard.Contains("agreement-switched A-2 Holder documents on"), seconds: 30);
        Assert.That(await CapabilitiesAsync(Ours, id), Is.Empty);
        await Ours.SwitchAsync(id, "documents", on: true, Employer("iro-manager"), default);

        Assert.That(await CapabilitiesAsync(Ours, id), Is.EqualTo("documents"));
        await Until.TrueAsync(async () => await CapabilitiesAsync(Theirs, id) == "documents", seconds: 30);
        await Theirs.SwitchAsync(id, "documents", on: false, Holder("iro-manager"), default);
        Assert.That(await CapabilitiesAsync(Theirs, id), Is.Empty);
        await Until.TrueAsync(async () => await CapabilitiesAsync(Ours, id) == "", seconds: 30);
    }

    [Test]
    public async Task Who_may_not_may_not()
    {
        var id = await DraftAsync("A-3");
        var terms = (await StandingAsync(Theirs, id))!.Latest.Terms;

        Refused("role", () => Theirs.SignAsync(id, 1, terms, "siro", Holder("iro-manager"), default));
        Refused("terms", () => Theirs.SignAsync(id, 1, "other terms", "siro", Holder("siro"), default));
        Refused("terms", () => Theirs.SignAsync(id, 2, terms, "siro", Holder("siro"), default));
        Refused("unknown-agreement", () => Theirs.SignAsync(id, 1, terms, "siro", Employer("siro"), default));
        Refused("unknown-agreement", () => Ours.SignAsync(id, 1, terms, "siro", Holder("siro"), default));
        Refused("standing", () => Theirs.MoveAsync(id, AgreementState.WindingDown, Holder("iro-manager"), default));
        Refused("not-signed", () => Theirs.MoveAsync(id, AgreementState.Open, Holder("iro-manager"), default));
        Refused("role", () => Theirs.MoveAsync(id, AgreementState.Open, Holder("caldicott-guardian"), default));
        Refused("role", () => Theirs.SwitchAsync(id, "documents", true, Holder("social-worker"), default));
        Refused("capability", () => Theirs.SwitchAsync(id, "everything", true, Holder("iro-manager"), default));
        Refused("not-holder", () => Ours.DraftAsync(Terms("A-9"), Employer("iro-manager"), default));
        Refused("employer", () => Theirs.DraftAsync(Terms("A-9") with { Employer = "islington" }, Holder("iro-manager"), default));
        Refused("bases", () => Theirs.DraftAsync(Terms("A-9") with { Bases = [] }, Holder("iro-manager"), default));
        Refused("purposes", () => Theirs.DraftAsync(Terms("A-9") with { Purposes = ["curiosity"] }, Holder("iro-manager"), default));
        Refused("network-approval-expires", () => Theirs.DraftAsync(Terms("A-9") with { NetworkApprovalExpires = new(2000, 1, 1) }, Holder("iro-manager"), default));

        await Theirs.SignAsync(id, 1, terms, "siro", Holder("siro"), default);
        Refused("signed-already", () => Theirs.SignAsync(id, 1, terms, "siro", Holder("siro"), default));
        Refused("signed-in-another-office", () => Theirs.SignAsync(id, 1, terms, "director", Holder("siro") with { Roles = ["siro", "director"] }, default));

        void Refused(string code, Func<Task> act) => Assert.That(act, Throws.TypeOf<AgreementRefusedException>().With.Message.EqualTo(code));
    }

    [Test]
    public async Task A_new_version_takes_over_on_its_day_once_all_have_signed_it()
    {
        var id = await DraftAsync("A-4");
        await SignAsync(id, 1);
        await Theirs.DraftAsync(Terms("A-4") with { From = world.Today.AddDays(-1), Thresholds = new Dictionary<string, int> { ["caseload-most"] = 60 } }, Holder("iro-manager"), default);

        Assert.That(await CountingAsync(id), Is.EqualTo(1));
        await SignAsync(id, 2);
        Assert.That(await CountingAsync(id), Is.EqualTo(2));
        var later = await Theirs.DraftAsync(Terms("A-4") with { From = world.Today.AddDays(30) }, Holder("iro-manager"), default);
        await SignAsync(later, 3);
        Assert.That(await CountingAsync(id), Is.EqualTo(2));
    }

    [Test]
    public async Task After_either_side_s_stream_is_taken_anew_the_same_stands()
    {
        var id = await DraftAsync("A-5");
        await SignAsync(id, 1);
        await Theirs.MoveAsync(id, AgreementState.Open, Holder("iro-manager"), default);
        await Ours.MoveAsync(id, AgreementState.Open, Employer("iro-manager"), default);
        await UntilAsync(id, "open");
        var before = (await StandingAsync(Ours, id))!.Case;

        await holding.Services.GetRequiredService<BoroughBridge.Streams.StreamFollower>().ResyncAsync(default);
        await world.Services.GetRequiredService<BoroughBridge.Routing.Follow.HolderFeeds>().Of("islington").ResyncAsync(default);

        var (here, there) = ((await StandingAsync(Ours, id))!, (await StandingAsync(Theirs, id))!);
        Assert.That((here.Latest.State, there.Latest.State), Is.EqualTo(("open", "open")));
        Assert.That(here.Case.Signatures, Is.EquivalentTo(before.Signatures));
        Assert.That(there.Case.Signatures, Is.EquivalentTo(before.Signatures));
        await Theirs.MoveAsync(id, AgreementState.Ended, Holder("iro-manager"), default);
    }

    private async Task<string> DraftAsync(string reference)
    {
        var id = await Theirs.DraftAsync(Terms(reference), Holder("iro-manager"), default);
        await Until.TrueAsync(async () => await StandingAsync(Ours, id) is not null, seconds: 30);

        return id;
    }

    private async Task SignAsync(string id, int version)
    {
        await Until.TrueAsync(async () => (await StandingAsync(Ours, id))!.Latest.Version == version, seconds: 30);
        var terms = (await StandingAsync(Ours, id))!.Latest.Terms;
        foreach (var office in Offices.All)
        {
            await Theirs.SignAsync(id, version, terms, office, Holder(office), default);
            await Ours.SignAsync(id, version, terms, office, Employer(office), default);
        }

        foreach (var book in new[] { Ours, Theirs }) await Until.TrueAsync(async () => (await StandingAsync(book, id))!.Case.IsSigned(version), seconds: 30);
    }

    private async Task UntilAsync(string id, string state)
    {
        foreach (var book in new[] { Ours, Theirs }) await Until.TrueAsync(async () => (await StandingAsync(book, id))!.Latest.State == state, seconds: 30);
    }

    private static async Task<AgreementStanding?> StandingAsync(AgreementBook book, string id) => (await book.AllAsync(default)).SingleOrDefault(one => one.Latest.AgreementId == id);

    private static async Task<string> CapabilitiesAsync(AgreementBook book, string id) => (await StandingAsync(book, id))!.Latest.Capabilities;

    private async Task<int> CountingAsync(string id) => AgreementRow.InForce((await StandingAsync(Theirs, id))!.Versions, world.Today).Single().Version;

    private Task<string> ProposeAsync(string child) => holding.Services.GetRequiredService<AllocationDesk>().ProposeAsync(
        new() { ChildRef = child, Iro = new() { Issuer = world.Issuers.Of("tower-hamlets"), Subject = "iro.th1" }, Employer = "tower-hamlets", From = world.Today }, "manager", default);

    private async Task<HttpStatusCode> StatusAsync(string plan)
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{plan}", world.Issuers.Token("tower-hamlets", "iro.th1"));

        return answer.StatusCode;
    }

    private static async Task<IReadOnlyList<string>> ActsLoggedAsync(Database database)
    {
        await using var connection = await database.OpenAsync(default);

        return [.. await connection.QueryAsync<string>("SELECT outcome FROM log_entries WHERE kind = 'configuration' AND outcome LIKE 'agreement-%' ORDER BY idx")];
    }

    private AgreementTerms Terms(string reference) => new()
    {
        Reference = reference,
        Employer = "tower-hamlets",
        Bases = ["s25B(4)", "s113"],
        From = world.Today.AddDays(-30),
        Purposes = ["review-preparation", "review"],
        Thresholds = new Dictionary<string, int> { ["caseload-most"] = 70 },
        NetworkApproval = "NA-17",
        NetworkApprovalExpires = world.Today.AddDays(300),
        StandingAcceptance = true,
    };

    private AuditActor Holder(string role) => new() { Issuer = world.Issuers.Of("islington"), Subject = $"{role}.isl", Authority = "islington", Roles = [role] };

    private AuditActor Employer(string role) => new() { Issuer = world.Issuers.Of("tower-hamlets"), Subject = $"{role}.th", Authority = "tower-hamlets", Roles = [role] };
}
