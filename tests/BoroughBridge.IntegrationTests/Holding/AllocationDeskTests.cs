using BoroughBridge.Access;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Storage;
using Dapper;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>Proposal, answer, grant and end, on both databases.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class AllocationDeskTests(DatabaseKind kind)
{
    private static readonly DateOnly Today = London.DayOf(TimeProvider.System.GetUtcNow());
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

    private AllocationRequest Request => new() { ChildRef = childRef, Iro = holding.Iro(), Employer = "tower-hamlets", From = Today };

    [Test]
    public async Task A_proposal_is_granted_when_the_employer_accepts_and_only_then()
    {
        var id = await holding.Desk.ProposeAsync(Request, "test", default);
        Assert.That(await holding.Desk.StateAsync(id, default), Is.EqualTo("proposed"));
        Assert.That((await holding.ToldAsync(childRef))[^1], Is.EqualTo("allocation.proposed"));

        Assert.That(await holding.AcceptAsync(childRef, id), Is.True);
        Assert.That(await holding.AcceptAsync(childRef, id), Is.False, "a repeat");

        Assert.That(await holding.Desk.StateAsync(id, default), Is.EqualTo("granted"));
        Assert.That((await holding.ToldAsync(childRef)).Count(type => type == "iro.allocated"), Is.EqualTo(1));
        Assert.That((await holding.LogAsync()).Where(entry => entry.Kind == "allocation").Select(entry => entry.Outcome), Is.EqualTo(new[] { "proposed", "granted" }));
    }

    [Test]
    public async Task An_answer_for_no_proposal_or_for_another_child_gives_nothing()
    {
        var id = await holding.Desk.ProposeAsync(Request, "test", default);
        var other = await holding.Intake.PutPersonAsync(TestRecords.Wren("P-2"), default);

        Assert.That(await holding.AcceptAsync(childRef, Contracts.Ids.New()), Is.False);
        Assert.That(await holding.AcceptAsync(other, id), Is.False);

        Assert.That(await holding.Desk.StateAsync(id, default), Is.EqualTo("proposed"));
    }

    [Test]
    public async Task What_was_declined_cannot_be_accepted_or_ended()
    {
        var id = await holding.Desk.ProposeAsync(Request, "test", default);
        await holding.Database.InTransactionAsync(
            transaction => holding.Desk.DeclinedAsync(new() { ChildRef = childRef, AllocationId = id, Reason = "not-employed-here" }, transaction, default), default);

        Assert.That(await holding.AcceptAsync(childRef, id), Is.False);
        Assert.That(() => holding.Desk.EndAsync(id, Today, true, "other", "test", default), Throws.TypeOf<AllocationRefusedException>());
        Assert.That(await holding.Desk.StateAsync(id, default), Is.EqualTo("declined"));
    }

    [Test]
    public async Task The_same_proposal_while_it_stands_is_the_one_that_stands()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => holding.Desk.ProposeAsync(Request, "test", default)));

        Assert.That(ids.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await holding.ToldAsync(childRef), Is.EqualTo(new[] { "child.identity-changed", "allocation.proposed" }));
    }

    [TestCase(AgreementState.Draft)]
    [TestCase(AgreementState.Signed)]
    [TestCase(AgreementState.ClosedToNew)]
    [TestCase(AgreementState.WindingDown)]
    [TestCase(AgreementState.Ended)]
    [TestCase(AgreementState.Suspended)]
    public async Task A_proposal_needs_an_agreement_that_is_open(AgreementState state)
    {
        await holding.AgreementIsAsync(state);

        Assert.That(() => holding.Desk.ProposeAsync(Request, "test", default), Throws.TypeOf<AllocationRefusedException>().With.Message.EqualTo("no-agreement"));
        Assert.That(await holding.ToldAsync(), Is.Empty);
    }

    [Test]
    public void A_proposal_that_contradicts_itself_is_refused()
    {
        Refused(Request with { To = Today.AddDays(-1) }, "dates");
        Refused(Request with { From = Today.AddDays(-9), To = Today.AddDays(-1) }, "dates");
        Refused(Request with { From = new(2019, 12, 31) }, "no-agreement");
        Refused(Request with { Employer = "hackney" }, "not-employed-there");
        Refused(Request with { Employer = "hackney", Iro = holding.Iro("iro.h1", "hackney") }, "no-agreement");
        Refused(Request with { ChildRef = Contracts.Ids.New() }, "unknown-child");
        Refused(Request with { Permissions = ["adoption-sealed"] }, "permissions");
        Refused(Request with { Permissions = ["anything"] }, "permissions");

        void Refused(AllocationRequest request, string code) =>
            Assert.That(() => holding.Desk.ProposeAsync(request, "test", default), Throws.TypeOf<AllocationRefusedException>().With.Message.EqualTo(code));
    }

    [Test]
    public async Task An_end_can_be_brought_forward_and_never_put_off()
    {
        var id = await holding.AllocateAsync(childRef, to: Today.AddDays(20));

        await holding.Desk.EndAsync(id, Today.AddDays(40), false, "handover", "test", default);
        Assert.That(await LastDayAsync(), Is.EqualTo(Today.AddDays(20)));
        await holding.Desk.EndAsync(id, Today.AddDays(10), false, "handover", "test", default);
        await holding.Desk.EndAsync(id, Today.AddDays(15), false, "handover", "test", default);
        Assert.That(await LastDayAsync(), Is.EqualTo(Today.AddDays(10)));
        await holding.Desk.EndAsync(id, Today, true, "conflict", "test", default);

        Assert.That((await holding.ToldAsync(childRef)).Count(type => type == "iro.allocation-ended"), Is.EqualTo(3));

        async Task<DateOnly> LastDayAsync()
        {
            await using var connection = await holding.Store.Database.OpenAsync(default);

            return Instants.ToDay((await connection.ExecuteScalarAsync<string>("SELECT to_day FROM allocations WHERE superseded IS NULL"))!);
        }
    }

    [Test]
    public async Task What_was_known_when_is_kept()
    {
        var id = await holding.AllocateAsync(childRef);
        await holding.Desk.EndAsync(id, Today.AddDays(-30), false, "error", "test", default);

        await using var connection = await holding.Store.Database.OpenAsync(default);
        var history = (await connection.QueryAsync<(string State, long Recorded, long? Superseded, long? EndedAt)>(
            "SELECT state, recorded, superseded, ended_at FROM allocations ORDER BY revision")).ToArray();
        Assert.That(history.Select(row => row.State), Is.EqualTo(new[] { "proposed", "granted", "ended" }));
        Assert.That(history[0].Superseded, Is.EqualTo(history[1].Recorded));
        Assert.That(history[2].EndedAt, Is.EqualTo(history[2].Recorded), "a last day in the past ends it now, not then");
    }
}
