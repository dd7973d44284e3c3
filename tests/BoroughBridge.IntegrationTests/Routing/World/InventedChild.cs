using System.Text;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;

namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>An invented child of Islington with a plan, a scanned document and a review, and the events that tell of them.</summary>
internal sealed class InventedChild(RoutingWorld world, string holder = "islington", string employer = "tower-hamlets")
{
    public string Ref { get; } = Ids.New();
    public string Plan { get; } = Ids.New();
    public string Document { get; } = Ids.New();
    public string Binary { get; } = Ids.New();
    public string Review { get; } = Ids.New();
    public string Allocation { get; } = Ids.New();
    public string Holder => holder;
    public byte[] PlanBytes => Encoding.UTF8.GetBytes($$"""{"resourceType":"CarePlan","id":"{{Plan}}","status":"active","intent":"plan"}""");
    public byte[] PatientBytes => Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","id":"{{Ref}}"}""");
    public byte[] BinaryBytes { get; init; } = Encoding.ASCII.GetBytes("%PDF-1.4 an invented page");

    public ChildIdentityChanged Identity(params string[] labels) => new() { ChildRef = Ref, Version = 1, Labels = labels };

    public CarePlanPublished CarePlan(int version = 1, params string[] labels) => new()
    {
        ChildRef = Ref,
        CarePlanId = Plan,
        Version = version,
        Status = "active",
        Kind = "care-plan",
        Date = world.Today.AddDays(-30),
        Labels = labels,
    };

    public DocumentAvailable Scan(int version = 1, params string[] labels) => new()
    {
        ChildRef = Ref,
        DocumentId = Document,
        BinaryId = Binary,
        Version = version,
        Kind = "lac-review-record",
        Date = world.Today.AddDays(-60),
        Medium = "scan",
        Labels = labels,
        Pages = 2,
    };

    public ReviewHeld Held(DateOnly on, string? id = null, params string[] labels) => new() { ChildRef = Ref, ReviewId = id ?? Review, Version = 1, On = on, Number = 1, Participation = "PN1", Labels = labels };

    public ChildBecameLookedAfter LookedAfter(DateOnly on) => new() { ChildRef = Ref, PeriodId = Ids.New(), On = on, LegalStatus = "C2" };

    public AllocationProposed Proposed(string subject = "iro.th1", string? agreement = null, string? issuer = null) => new()
    {
        ChildRef = Ref,
        AllocationId = Allocation,
        Iro = new() { Issuer = issuer ?? world.Issuers.Of(employer), Subject = subject },
        Employer = employer,
        Agreement = agreement ?? $"{holder}-{employer}-1",
        From = world.Today.AddDays(-1),
    };

    public IroAllocated Allocated(string subject = "iro.th1", DateOnly? from = null, DateOnly? to = null) => new()
    {
        ChildRef = Ref,
        AllocationId = Allocation,
        Iro = new() { Issuer = world.Issuers.Of(employer), Subject = subject },
        Employer = employer,
        Agreement = $"{holder}-{employer}-1",
        Basis = "s25B(4)",
        From = from ?? world.Today.AddDays(-1),
        To = to,
    };

    public IroAllocationEnded Ended(DateOnly lastDay, bool immediately = false) => new()
    {
        ChildRef = Ref,
        AllocationId = Allocation,
        LastDay = lastDay,
        Immediately = immediately,
        Reason = "handover",
    };

    /// <summary>Puts her things at the holder and tells routing of all of it, without an allocation.</summary>
    public async Task<InventedChild> IntroduceAsync()
    {
        var at = holder == "islington" ? world.Islington : world.TowerHamlets;
        at.Put("Patient", Ref, Ref, PatientBytes);
        at.Put("CarePlan", Plan, Ref, PlanBytes);
        at.Put("DocumentReference", Document, Ref, Encoding.UTF8.GetBytes($$"""{"resourceType":"DocumentReference","id":"{{Document}}"}"""));
        at.Put("Binary", Binary, Ref, BinaryBytes, "application/pdf");
        at.Put("Encounter", Review, Ref, Encoding.UTF8.GetBytes($$"""{"resourceType":"Encounter","id":"{{Review}}"}"""));
        await world.TellAsync(holder, LookedAfter(world.Today.AddDays(-200)), Identity(), CarePlan(), Scan(), Held(world.Today.AddDays(-60)));

        return this;
    }
}
