using BoroughBridge.Access;

namespace BoroughBridge.UnitTests.Access;

/// <summary>Everything a decision is made from.</summary>
internal sealed record Case(Caller Caller, Thing Thing, Circumstances At)
{
    /// <summary>A case that is permitted, with one fact of every kind.</summary>
    public static Case Permitted { get; } = new(
        new() { Issuer = "https://id.tower-hamlets.example", Subject = "iro.th1", Authority = "tower-hamlets", Roles = ["iro"], UserPresent = true, Trained = true, Disabled = false },
        new() { ChildRef = "c1", Holder = "islington", Type = "CarePlan", Kind = "care-plan", Labels = [] },
        new()
        {
            Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
            Purpose = "review-preparation",
            Agreements =
            [
                new() { Reference = "A-1", Holder = "islington", Employer = "tower-hamlets", State = AgreementState.Open, From = new(2026, 1, 1), To = new(2027, 12, 31), Basis = "s25B(4)", Purposes = ["review-preparation", "review"], Version = 1 },
            ],
            Grants =
            [
                new() { AllocationId = "a1", ChildRef = "c1", Holder = "islington", Issuer = "https://id.tower-hamlets.example", Subject = "iro.th1", Employer = "tower-hamlets", Agreement = "A-1", From = new(2026, 3, 1) },
            ],
            Denies = [],
        });

    public Grant Grant => At.Grants[0];

    public Agreement Agreement => At.Agreements[0];

    public Decision Decide() => AccessDecision.Decide(Caller, Thing, At);

    public Case Who(Func<Caller, Caller> change) => this with { Caller = change(Caller) };

    public Case What(Func<Thing, Thing> change) => this with { Thing = change(Thing) };

    public Case When(Func<Circumstances, Circumstances> change) => this with { At = change(At) };

    public Case WithGrant(Func<Grant, Grant> change) => When(at => at with { Grants = [change(at.Grants[0])] });

    public Case WithAgreement(Func<Agreement, Agreement> change) => When(at => at with { Agreements = [change(at.Agreements[0])] });

    public Case Labelled(params string[] labels) => What(thing => thing with { Labels = labels });

    public Case AtUtc(int year, int month, int day, int hour, int minute) => When(at => at with { Now = new(year, month, day, hour, minute, 0, TimeSpan.Zero) });
}
