// Promise: the one place where access is decided, for every path and on both sides. Pure: values in, value out; anything missing refuses.
namespace BoroughBridge.Access;

/// <summary>The access decision, in the order of domain.md 1.6; the first match ends it. Makes no garbage unless it redacts.</summary>
public static class AccessDecision
{
    /// <summary>Version of these rules, logged with every decision.</summary>
    public const string PolicyVersion = "2026-11-2";

    /// <summary>How long a broken glass stays open, whoever says otherwise.</summary>
    public static readonly TimeSpan GlassOpen = TimeSpan.FromMinutes(60);

    public static Decision Decide(Caller caller, Thing thing, Circumstances at)
    {
        // 1. Authenticated, not disabled, present, in a role that reaches so deep, trained.
        if (caller.Issuer.Length == 0 || caller.Subject.Length == 0 || caller.Authority.Length == 0) return Decision.Refuse("caller-unknown");
        if (caller.Disabled) return Decision.Refuse("caller-disabled");
        var (role, why) = Reach.Acting(caller);
        if (!caller.UserPresent && (thing.Asked != Asked.Index || role != Roles.IcsService)) return Decision.Refuse("no-user-present");
        if (role is null) return Decision.Refuse(why);
        var own = caller.Authority == thing.Holder;
        if (Reach.DepthOf(thing) > (own ? Reach.OfOwn(role) : Reach.OfOthers(role))) return Decision.Refuse("role");
        if (!caller.Trained) return Decision.Refuse("training");
        if (at.Now == default) return Decision.Refuse("no-clock");

        // 2. An agreement between the two authorities in force for this purpose. An authority needs none for the index of its own children.
        var day = London.DayOf(at.Now);
        var agreement = own ? null : FirstFor(caller, thing, at, day);
        if (!own && agreement is null) return Decision.Refuse("agreement");

        // 3. Sealed, privileged, withdrawn or closed: as if it did not exist.
        if (Labels.AnyNeverCrosses(thing.Labels) || Labels.AnyNeverCrosses(thing.FileLabels)) return Decision.Refuse("sealed", agreement: agreement);
        if (thing.Withdrawn) return Decision.Refuse("withdrawn", agreement: agreement);
        if (thing.ChildClosed) return Decision.Refuse("child-closed", agreement: agreement);

        // 4. Named deny.
        for (var i = 0; i < at.Denies.Count; i++)
        {
            var deny = at.Denies[i];
            if (deny.ChildRef == thing.ChildRef && deny.Issuer == caller.Issuer && deny.Subject == caller.Subject) return Decision.Refuse("named-deny", agreement: agreement);
        }

        if (own) return Labelled(thing, grant: null, agreement: null, named: false);

        // 5. A grant in force. Of several the one that gives most is used, so that a further grant never takes anything away.
        var best = Decision.Refuse("no-grant", agreement: agreement);
        for (var i = 0; i < at.Grants.Count; i++)
        {
            var grant = at.Grants[i];
            if (!IsFor(grant, caller, role, thing) || !IsOpen(grant, at.Now, day)) continue;
            var under = InForce(grant.Agreement, caller, thing, at, day);
            if (under is null) continue;

            var decision = Under(grant, under, caller, thing, at.Purpose);
            if (decision.Permitted ? !best.Permitted || decision.Redact.Count < best.Redact.Count : best.Reason == "no-grant") best = decision;
        }

        return best;
    }

    // 5 goes on, 6: how far a grant of this kind goes, what the agreement has turned on, and labels.
    private static Decision Under(Grant grant, Agreement agreement, Caller caller, Thing thing, string purpose)
    {
        if ((grant.Kind == GrantKind.BreakGlass) != (purpose == Purposes.BreakGlass)) return Decision.Refuse("purpose", grant, agreement);
        if (grant.Kind == GrantKind.BreakGlass && (thing.Asked == Asked.Write || agreement.State != AgreementState.Open || !Lists.Has(agreement.Capabilities, Capabilities.BreakGlass)))
            return Decision.Refuse("break-glass", grant, agreement);
        if (grant.Kind == GrantKind.RecordingTail && (grant.Review is null || grant.Review != thing.Review)) return Decision.Refuse("not-of-that-review", grant, agreement);
        if (thing.Asked == Asked.Write && !Lists.Has(agreement.Capabilities, Capabilities.WriteBack)) return Decision.Refuse("write-back-off", grant, agreement);
        if (thing is { Asked: Asked.Body, Type: "Binary" } && !Lists.Has(agreement.Capabilities, Capabilities.Documents)) return Decision.Refuse("documents-off", grant, agreement);

        return Labelled(thing, grant, agreement, grant.Issuer == caller.Issuer && grant.Subject == caller.Subject);
    }

    // 6. Permissions are the named officer's own: nobody reads by another's.
    private static Decision Labelled(Thing thing, Grant? grant, Agreement? agreement, bool named)
    {
        var permissions = named && grant is not null ? grant.Permissions : [];
        if (Labels.AnyNeedsPermission(thing.Labels, permissions) || Labels.AnyNeedsPermission(thing.FileLabels, permissions)) return Decision.Refuse("restricted", grant, agreement);
        if (thing.SeveralSubjects && thing.Asked == Asked.Body)
        {
            return thing.ApprovedRendition is { Length: > 0 } rendition
                ? new() { Permitted = true, Reason = "permitted", Grant = grant, Agreement = agreement, Variant = rendition }
                : Decision.Refuse("no-approved-rendition", grant, agreement);
        }

        var hides = Lists.Has(thing.Labels, Labels.ProtectedAddress) || (!thing.AddressMarked && Lists.Has(thing.FileLabels, Labels.ProtectedAddress));

        return new() { Permitted = true, Reason = "permitted", Grant = grant, Agreement = agreement, Redact = hides && !Lists.Has(permissions, Labels.ProtectedAddress) ? Labels.AddressRedacted : [] };
    }

    /// <summary>A grant for this child and person in this employment; for who reads beside an officer, one of an officer of her own authority.</summary>
    private static bool IsFor(Grant grant, Caller caller, string role, Thing thing) =>
        grant.ChildRef == thing.ChildRef && grant.Holder == thing.Holder && grant.Employer == caller.Authority
        && (Reach.ByName(role) ? grant.Issuer == caller.Issuer && grant.Subject == caller.Subject : grant.Kind == GrantKind.Allocation);

    private static bool IsOpen(Grant grant, DateTimeOffset now, DateOnly day) =>
        day >= grant.From && (grant.To is null || day <= grant.To) && (grant.EndedAt is null || now < grant.EndedAt)
        && (grant.Kind != GrantKind.BreakGlass || (grant.OpenedAt is { } opened && opened <= now && now - opened < GlassOpen));

    private static Agreement? FirstFor(Caller caller, Thing thing, Circumstances at, DateOnly day)
    {
        for (var i = 0; i < at.Agreements.Count; i++)
        {
            if (IsInForce(at.Agreements[i], caller, thing, at, day)) return at.Agreements[i];
        }

        return null;
    }

    private static Agreement? InForce(string reference, Caller caller, Thing thing, Circumstances at, DateOnly day)
    {
        for (var i = 0; i < at.Agreements.Count; i++)
        {
            if (at.Agreements[i].Reference == reference && IsInForce(at.Agreements[i], caller, thing, at, day)) return at.Agreements[i];
        }

        return null;
    }

    /// <summary>Whether allocations under the agreement give access at this moment: running ones go on while it winds down (A8).</summary>
    private static bool IsInForce(Agreement agreement, Caller caller, Thing thing, Circumstances at, DateOnly day) =>
        agreement.Holder == thing.Holder && agreement.Employer == caller.Authority
        && agreement.State is AgreementState.Open or AgreementState.ClosedToNew or AgreementState.WindingDown
        && day >= agreement.From && (agreement.To is null || day <= agreement.To)
        && Lists.Has(agreement.Purposes, at.Purpose) && !IsSuperseded(agreement, at, day);

    // A later version stands in its place from its first day, and at once where it stops things; one that is still being signed takes nothing away.
    private static bool IsSuperseded(Agreement agreement, Circumstances at, DateOnly day)
    {
        for (var i = 0; i < at.Agreements.Count; i++)
        {
            var other = at.Agreements[i];
            if (other.Reference == agreement.Reference && other.Version > agreement.Version
                && other.State is not (AgreementState.Draft or AgreementState.Signed)
                && (other.From <= day || other.State is AgreementState.Suspended or AgreementState.Ended)) return true;
        }

        return false;
    }
}
