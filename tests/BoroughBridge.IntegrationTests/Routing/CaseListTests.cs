using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Read;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class CaseListTests(DatabaseKind kind)
{
    private RoutingWorld world = null!;

    [SetUp]
    public async Task StartAsync() => world = await RoutingWorld.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await world.DisposeAsync();

    [Test]
    public async Task My_children_are_those_allocated_to_me_now_in_both_boroughs_soonest_review_first()
    {
        var today = world.Today;
        var late = await AllocatedAsync(new(world));
        var soon = new InventedChild(world);
        await world.TellAsync("islington", soon.Identity(), soon.LookedAfter(today.AddDays(-3)), soon.Allocated());
        var notMine = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", notMine.Allocated("iro.th2"));

        var children = await Cases.ChildrenAsync(Context(), default);

        Assert.That(children.Select(child => child.ChildRef), Is.EqualTo(new[] { soon.Ref, late.Ref }));
        Assert.That(children[1].HolderName, Is.EqualTo("Islington"));
        Assert.That(children[1].LastReview, Is.EqualTo(today.AddDays(-60)));
        Assert.That(children[1].NextReviewDue, Is.EqualTo(today.AddDays(-60).AddMonths(3)), "LAW-2: three months after the first");
        Assert.That(children[0].LastReview, Is.Null);
        Assert.That(children[0].NextReviewDue, Is.GreaterThan(today).And.LessThan(today.AddDays(40)), "LAW-1: twenty working days");
        var queries = (await world.LogAsync()).Where(entry => entry.Kind == "query").ToArray();
        Assert.That(queries.Select(entry => entry.ChildRef), Is.EquivalentTo(new[] { soon.Ref, late.Ref }));
    }

    [Test]
    public async Task A_file_shows_its_lines_newest_first_and_not_what_may_not_cross()
    {
        var child = await AllocatedAsync(new(world));
        var privileged = child.Scan(1, "legal-privilege") with { DocumentId = Ids.New(), BinaryId = Ids.New() };
        var withdrawn = child.Scan() with { DocumentId = Ids.New(), BinaryId = Ids.New() };
        await world.TellAsync("islington", privileged, withdrawn, new DocumentWithdrawn { ChildRef = child.Ref, DocumentId = withdrawn.DocumentId, Version = 2, Reason = "error" });

        var lines = await Cases.FileAsync(Context(), child.Ref, default);

        Assert.That(lines!.Select(line => (line.Type, line.Id)), Is.EqualTo(new[] { ("CarePlan", child.Plan), ("Encounter", child.Review), ("DocumentReference", child.Document) }));
        Assert.That((lines![2].BinaryId, lines[2].Medium, lines[2].Pages), Is.EqualTo((child.Binary, "scan", 2)));
        Assert.That((await world.LogAsync())[^1], Has.Property("Kind").EqualTo("query").And.Property("ChildRef").EqualTo(child.Ref));
    }

    [Test]
    public async Task Another_s_child_and_no_child_have_no_file_and_are_logged_as_refusals()
    {
        var child = await new InventedChild(world).IntroduceAsync();

        Assert.That(await Cases.FileAsync(Context(), child.Ref, default), Is.Null);
        Assert.That(await Cases.FileAsync(Context(), Ids.New(), default), Is.Null);
        Assert.That(await Cases.FileAsync(Context(), "a name", default), Is.Null);
        Assert.That((await world.LogAsync()).Select(entry => (entry.Kind, entry.Outcome)), Is.EqualTo(Enumerable.Repeat(("authz", "refuse"), 3)));
    }

    [Test]
    public async Task Several_things_of_one_child_are_read_in_one_go()
    {
        var child = await AllocatedAsync(new(world));
        var path = world.Services.GetRequiredService<ReadPath>();

        var outcome = await path.ReadAsync(Context(), [new("CarePlan", child.Plan), new("CarePlan", Ids.New()), new("Binary", child.Binary)], default);

        var disclosed = (ReadOutcome.Disclosed)outcome;
        await using var bodies = disclosed.Bodies;
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        await bodies.CopyNextAsync(first, default);
        await bodies.CopyNextAsync(second, default);
        Assert.That((first.ToArray(), second.ToArray()), Is.EqualTo((child.PlanBytes, child.BinaryBytes)));
        Assert.That(disclosed.Things.Select(thing => thing.Type), Is.EqualTo(new[] { "CarePlan", "Binary" }));
        Assert.That((await world.LogAsync()).Select(entry => (entry.Kind, entry.Outcome)), Is.EqualTo(new[] { ("authz", "permit"), ("authz", "refuse"), ("recipient", "permit") }));
    }

    /// <summary>Hundreds of invented states: whoever the decision permits, the narrowing in SQL has not left out, and nobody else is shown.</summary>
    [Test]
    public async Task The_narrowing_and_the_decision_agree()
    {
        const int Cases = 300;
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var children = new List<InventedChild>();
        for (var i = 0; i < Cases; i++)
        {
            var child = new InventedChild(world);
            children.Add(child);
            await InventAsync(child, random);
        }

        foreach (var subject in new[] { "iro.th1", "iro.th2", "iro.th3" })
        {
            var context = Context(subject);
            var shown = (await this.Cases.ChildrenAsync(context, default)).Select(child => child.ChildRef).ToHashSet();
            var permitted = new HashSet<string>();
            foreach (var child in children)
            {
                if (await PermittedAsync(context, child)) permitted.Add(child.Ref);
            }

            Assert.That(shown, Is.EquivalentTo(permitted), subject);
            Assert.That(permitted, Has.Count.InRange(1, Cases - 1), "the cases are of both kinds");
        }
    }

    private async Task InventAsync(InventedChild child, Random random)
    {
        string[][] labels = [[], [], [], ["protected-address"], ["police"], ["adoption-sealed"]];
        if (random.Next(8) > 0) await world.TellAsync("islington", child.Identity(labels[random.Next(labels.Length)]));
        for (var i = random.Next(3); i >= 0; i--)
        {
            var from = world.Today.AddDays(random.Next(-3, 3));
            var allocated = child.Allocated($"iro.th{random.Next(1, 4)}", from, random.Next(2) == 0 ? null : from.AddDays(random.Next(4))) with
            {
                AllocationId = Ids.New(),
                Employer = random.Next(6) == 0 ? "islington" : "tower-hamlets",
                Agreement = random.Next(6) == 0 ? "none" : "islington-tower-hamlets-1",
            };
            await world.TellAsync("islington", allocated);
            if (random.Next(3) == 0)
                await world.TellAsync("islington", child.Ended(world.Today.AddDays(random.Next(-2, 2)), random.Next(2) == 0) with { AllocationId = allocated.AllocationId });
        }

        if (random.Next(6) == 0) await world.Database.InTransactionAsync(transaction => world.Applier("islington").CloseChildAsync(child.Ref, transaction, default), default);
        if (random.Next(6) == 0)
        {
            await world.Services.GetRequiredService<BoroughBridge.Routing.People.NamedDenies>()
                .SetAsync(child.Ref, world.Issuers.Of("tower-hamlets"), $"iro.th{random.Next(1, 4)}", deny: true, default);
        }
    }

    private async Task<bool> PermittedAsync(ReadContext context, InventedChild child)
    {
        var found = await world.Services.GetRequiredService<AccessFacts>().ForAsync(context.User, ["Patient"], [child.Ref], default);
        var patient = found.Things.SingleOrDefault();
        Agreement[] agreements = [.. world.Options.Agreements.Select(agreement => agreement.ToAgreement())];

        return patient is not null && found.Decide(patient, context.Purpose, agreements, world.Clock.GetUtcNow()).Permitted;
    }

    private CaseList Cases => world.Services.GetRequiredService<CaseList>();

    private async Task<InventedChild> AllocatedAsync(InventedChild child)
    {
        await child.IntroduceAsync();
        await world.TellAsync(child.Holder, child.Allocated());

        return child;
    }

    private ReadContext Context(string subject = "iro.th1") => new()
    {
        User = new UserIdentity
        {
            Issuer = world.Issuers.Of("tower-hamlets"),
            Subject = subject,
            Authority = "tower-hamlets",
            Roles = ["iro"],
            Name = "",
            TokenId = Ids.New(),
            Expires = world.Clock.GetUtcNow().AddMinutes(5),
            UserPresent = true,
        },
        Token = world.Issuers.Token("tower-hamlets", subject),
        Purpose = Purposes.Default,
        PurposeDefaulted = true,
        RemoteAddress = null,
        Path = "portal",
    };
}
