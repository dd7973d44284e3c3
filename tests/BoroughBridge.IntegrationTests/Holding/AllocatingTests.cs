using BoroughBridge.Access;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>Acts of the holder's manager: family groups, what speaks against an officer, handover, days put right afterwards. On both databases.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class AllocatingTests(DatabaseKind kind)
{
    private static readonly DateOnly Today = London.DayOf(TimeProvider.System.GetUtcNow());
    private TestHolding holding = null!;

    [SetUp]
    public async Task StartAsync() => holding = await TestHolding.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    private Independence Independence => holding.Services.GetRequiredService<Independence>();

    [Test]
    public async Task A_family_is_allocated_in_one_act_or_not_at_all()
    {
        var family = await FamilyAsync(3);

        var ids = await holding.Desk.ProposeAllAsync(Group(family), "test", default);

        Assert.That(ids.Distinct().Count(), Is.EqualTo(3));
        Assert.That((await holding.ToldAsync()).Count(type => type == "allocation.proposed"), Is.EqualTo(3));
        Refused("unknown-child", Group([.. await FamilyAsync(1, "F-2"), Contracts.Ids.New()]));
        Assert.That((await holding.ToldAsync()).Count(type => type == "allocation.proposed"), Is.EqualTo(3), "nothing of the act that failed");
        Refused("children", Group([family[0], family[0]]));
        Refused("children", Group([]));
    }

    [Test]
    public async Task Who_held_the_case_and_the_iro_of_mother_or_baby_are_barred_and_nothing_overrides_that()
    {
        var (child, mother) = ((await FamilyAsync(1))[0], (await FamilyAsync(1, "F-2"))[0]);
        await Independence.RecordAsync(child, "case-holder", $"{holding.Iro("iro.th2").Issuer} iro.th2", default);
        await Independence.RecordAsync(child, "parent", mother, default);
        var everything = new Dictionary<string, string> { ["former-case-holder"] = "there is nobody else", ["parent-and-child"] = "there is nobody else" };

        Refused("former-case-holder", Group([child]) with { Iro = holding.Iro("iro.th2"), Overrides = everything });
        Assert.That(() => holding.Desk.ProposeAsync(new AllocationRequest { ChildRef = child, Iro = holding.Iro("iro.th2"), Employer = "tower-hamlets", From = Today }, "operator", default),
            Throws.TypeOf<AllocationRefusedException>().With.Message.EqualTo("former-case-holder"), "not at the operator's door either");

        await holding.AllocateAsync(mother);
        Refused("parent-and-child", Group([child]) with { Overrides = everything });
        Refused("parent-and-child", Group([child, (await FamilyAsync(1, "F-3"))[0]]) with { Overrides = everything });
        var other = await holding.Desk.ProposeAllAsync(Group([child]) with { Iro = holding.Iro("iro.th3") }, "test", default);
        Assert.That(other, Has.Count.EqualTo(1));
        Refused("parent-and-child", Group([mother]) with { Iro = holding.Iro("iro.th3"), Overrides = everything });
    }

    [Test]
    public async Task A_warning_is_gone_against_only_with_a_reason_that_is_kept_sealed_and_logged()
    {
        var family = await FamilyAsync(2);
        await holding.AllocateAsync(family[0]);
        var apart = Group([family[1]]) with { Iro = holding.Iro("iro.th2") };

        Assert.That((await holding.Desk.ConcernsAsync(apart, default)).Select(concern => concern.Code), Is.EqualTo(new[] { "siblings-apart" }));
        Refused("override-needed", apart);
        Refused("override-reason", apart with { Overrides = new Dictionary<string, string> { ["siblings-apart"] = "short" } });
        var words = "the brothers asked for different officers";
        var id = (await holding.Desk.ProposeAllAsync(apart with { Overrides = new Dictionary<string, string> { ["siblings-apart"] = words } }, "https://idp.example manager.isl", default))[0];

        await using var connection = await holding.Store.Database.OpenAsync(default);
        var kept = await connection.QuerySingleAsync<(byte[] Reason, string Digest)>("SELECT reason, digest FROM allocation_overrides WHERE allocation_id = @id AND code = 'siblings-apart'", new { id });
        Assert.That(System.Text.Encoding.UTF8.GetString(kept.Reason), Does.Not.Contain("brothers"));
        var leaf = System.Text.Encoding.UTF8.GetString(await connection.QuerySingleAsync<byte[]>("SELECT leaf FROM log_entries WHERE outcome = @what", new { what = $"override siblings-apart {id}" }));
        Assert.That(leaf, Does.Contain(kept.Digest).And.Contain("manager.isl").And.Not.Contain("brothers"));
    }

    [Test]
    public async Task The_placement_s_provider_the_caseload_and_training_are_warned_of()
    {
        var child = (await FamilyAsync(1))[0];
        await Independence.RecordAsync(child, "placement-provider", "tower-hamlets", default);
        await using (var connection = await holding.Database.OpenAsync(default)) await connection.ExecuteAsync("UPDATE agreements SET thresholds = 'caseload-most=1'");
        await holding.AllocateAsync((await FamilyAsync(1, "F-2"))[0]);
        using var blocked = await holding.Operator.PostAsync("operator/staff/block", System.Net.Http.Json.JsonContent.Create(new { staff = holding.Iro(), untrained = true }));

        var concerns = await holding.Desk.ConcernsAsync(Group([child]), default);

        Assert.That(concerns.Select(concern => (concern.Code, concern.Bars)), Is.EqualTo(new[] { ("placement-provider", false), ("caseload", false), ("training", false) }));
    }

    [Test]
    public async Task A_handover_ends_the_outgoing_officer_s_as_the_incoming_one_s_is_granted_and_not_before()
    {
        var child = (await FamilyAsync(1))[0];
        var outgoing = await holding.AllocateAsync(child);

        var incoming = (await holding.Desk.ProposeAllAsync(Group([child]) with { Iro = holding.Iro("iro.th2"), From = Today.AddDays(3), Replaces = [outgoing] }, "test", default))[0];
        Assert.That(await holding.Desk.StateAsync(outgoing, default), Is.EqualTo("granted"), "nothing ends on a proposal");
        await holding.AcceptAsync(child, incoming);

        var row = await RowAsync(outgoing);
        Assert.That((row.State, row.ToDay, row.EndedAt), Is.EqualTo(("ended", Today.AddDays(2).ToText(), (long?)null)), "he reads until the day before");
        Assert.That((await holding.ToldAsync(child)).TakeLast(2), Is.EqualTo(new[] { "iro.allocated", "iro.allocation-ended" }));
        Refused("replaces", Group([child]) with { Iro = holding.Iro("iro.th3"), Replaces = [outgoing] });
    }

    [Test]
    public async Task A_handover_from_today_takes_over_at_once()
    {
        var child = (await FamilyAsync(1))[0];
        var outgoing = await holding.AllocateAsync(child);

        var incoming = (await holding.Desk.ProposeAllAsync(Group([child]) with { Iro = holding.Iro("iro.th2"), Replaces = [outgoing] }, "test", default))[0];
        await holding.AcceptAsync(child, incoming);

        Assert.That((await RowAsync(outgoing)).EndedAt, Is.Not.Null);
    }

    [Test]
    public async Task Back_dating_changes_nothing_that_was_refused_or_read_and_lists_all_of_it()
    {
        var child = await holding.Intake.PutPersonAsync(TestRecords.Wren(), default);
        var thing = new Contracts.Record.ThingAsked { ChildRef = child, AllocationId = Contracts.Ids.New(), Type = "Patient", Id = child };
        var refused = await holding.ReadAsync(holding.Assertion(thing));
        Assert.That(refused.Header!.Refused, Is.Not.Null);

        var id = await holding.AllocateAsync(child, from: Today.AddDays(-30));
        var read = await holding.ReadAsync(holding.Assertion(thing with { AllocationId = id }));
        Assert.That(read.Header!.Refused, Is.Null);
        var before = await holding.LogAsync();
        await holding.Desk.EndAsync(id, Today.AddDays(-1), immediately: false, "error", "test", default);

        await using var connection = await holding.Database.OpenAsync(default);
        var flags = (await connection.QueryAsync<(string Kind, long Index)>("SELECT kind, log_index FROM access_flags WHERE allocation_id = @id ORDER BY log_index", new { id })).ToArray();
        Assert.That(flags.Select(flag => flag.Kind), Is.EqualTo(new[] { "refused-then", "allowed-then" }));
        Assert.That(before[(int)flags[0].Index].Outcome, Is.EqualTo("refuse"), "the refusal stands as it was written");
        Assert.That((await holding.LogAsync()).Take(before.Count), Is.EqualTo(before));
        Assert.That((await holding.LogAsync()).Count(entry => entry.Outcome == "back-dated"), Is.EqualTo(2));
        Assert.That((await holding.ReadAsync(holding.Assertion(thing with { AllocationId = id }))).Header!.Refused, Is.Not.Null, "it ended at once");
    }

    private void Refused(string code, GroupRequest request) =>
        Assert.That(() => holding.Desk.ProposeAllAsync(request, "test", default), Throws.TypeOf<AllocationRefusedException>().With.Message.EqualTo(code));

    private GroupRequest Group(IReadOnlyList<string> children) => new() { Children = children, Iro = holding.Iro(), Employer = "tower-hamlets", From = Today };

    private async Task<IReadOnlyList<string>> FamilyAsync(int many, string group = "F-1")
    {
        var refs = new List<string>();
        for (var i = 0; i < many; i++) refs.Add(await holding.Intake.PutPersonAsync(TestRecords.Wren($"{group}-{i}") with { FamilyGroup = group }, default));

        return refs;
    }

    private async Task<AllocationRow> RowAsync(string id)
    {
        await using var connection = await holding.Database.OpenAsync(default);

        return (await AllocationRows.FindAsync(connection, id))!;
    }
}
