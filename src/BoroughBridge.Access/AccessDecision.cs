// Promise: the one place where access is decided, for every path and on both sides. Pure: values in, value out; anything missing refuses.
namespace BoroughBridge.Access;

/// <summary>What was decided, why, and under what: every outcome is logged (BALP AuthZconsent).</summary>
public sealed record Decision
{
    public required bool Permitted { get; init; }
    /// <summary>Code: <c>permitted</c>, or which step of domain.md 1.6 refused.</summary>
    public required string Reason { get; init; }
    /// <summary>The grant it rests on.</summary>
    public Grant? Grant { get; init; }
    public Agreement? Agreement { get; init; }
    /// <summary>Labels whose values are taken out of what she reads; empty where she reads all of it.</summary>
    public IReadOnlyList<string> Redact { get; init; } = [];

    /// <summary>The stored variant to give.</summary>
    public string Variant => Labels.Variant(Redact);

    internal static Decision Refuse(string reason, Grant? grant = null, Agreement? agreement = null) =>
        new() { Permitted = false, Reason = reason, Grant = grant, Agreement = agreement };
}

/// <summary>The access decision, in the order of domain.md 1.6; the first match ends it.</summary>
public static class AccessDecision
{
    /// <summary>Version of these rules, logged with every decision.</summary>
    public const string PolicyVersion = "2026-11";

    public static Decision Decide(Caller caller, Thing thing, Circumstances at)
    {
        // 1. Authenticated, present, not disabled, in a role that may be allocated, trained.
        if (caller.Issuer.Length == 0 || caller.Subject.Length == 0 || caller.Authority.Length == 0) return Decision.Refuse("caller-unknown");
        if (caller.Disabled) return Decision.Refuse("caller-disabled");
        if (!caller.UserPresent) return Decision.Refuse("no-user-present");
        if (!Roles.MayBeAllocated(caller.Roles)) return Decision.Refuse("role");
        if (!caller.Trained) return Decision.Refuse("training");

        // 2. An agreement between the two authorities in force for this purpose.
        var agreements = at.Agreements.Where(agreement =>
            agreement.Holder == thing.Holder && agreement.Employer == caller.Authority && InForce(agreement, at) && agreement.Purposes.Contains(at.Purpose)).ToArray();
        if (agreements.Length == 0) return Decision.Refuse("agreement");
        var agreement = agreements[0];

        // 3. Sealed, privileged, withdrawn or closed: as if it did not exist.
        if (thing.Labels.Any(Labels.NeverCrosses)) return Decision.Refuse("sealed", agreement: agreement);
        if (thing.Withdrawn) return Decision.Refuse("withdrawn", agreement: agreement);
        if (thing.ChildClosed) return Decision.Refuse("child-closed", agreement: agreement);

        // 4. Named deny.
        if (at.Denies.Any(deny => deny.ChildRef == thing.ChildRef && deny.Issuer == caller.Issuer && deny.Subject == caller.Subject))
            return Decision.Refuse("named-deny", agreement: agreement);

        // 5. A grant for this child, this person in this employment, this moment, under one of those agreements.
        var grants = at.Grants.Where(grant =>
            grant.ChildRef == thing.ChildRef && grant.Holder == thing.Holder && grant.Issuer == caller.Issuer && grant.Subject == caller.Subject
            && grant.Employer == caller.Authority && agreements.Any(agreement => agreement.Reference == grant.Agreement)
            && London.IsWithin(at.Now, grant.From, grant.To) && (grant.EndedAt is null || at.Now < grant.EndedAt)).ToArray();
        if (grants.Length == 0) return Decision.Refuse("no-grant", agreement: agreement);

        // 6. Labels. Of several grants the one that gives most is used, so that a further grant never takes anything away.
        return grants.Select(grant => Under(grant, agreements.First(agreement => agreement.Reference == grant.Agreement), thing))
            .OrderBy(decision => decision.Permitted ? decision.Redact.Count : int.MaxValue).First();
    }

    private static Decision Under(Grant grant, Agreement agreement, Thing thing)
    {
        var held = thing.Labels.Where(label => !grant.Permissions.Contains(label)).Distinct().ToArray();
        if (held.Any(Labels.NeedsPermission)) return Decision.Refuse("restricted", grant, agreement);

        return new() { Permitted = true, Reason = "permitted", Grant = grant, Agreement = agreement, Redact = [.. held.Where(Labels.IsRedacted).Order(StringComparer.Ordinal)] };
    }

    /// <summary>Whether allocations under the agreement give access at this moment: running ones go on while it winds down (A8).</summary>
    private static bool InForce(Agreement agreement, Circumstances at) =>
        agreement.State is AgreementState.Open or AgreementState.ClosedToNew or AgreementState.WindingDown && London.IsWithin(at.Now, agreement.From, agreement.To)
        && !at.Agreements.Any(other => other.Reference == agreement.Reference && other.Version > agreement.Version); // a later version stands in its place
}
