// Promise: the table "Who may see what" of domain.md 1.6, and nothing beside it: a role that is not in it reaches nothing.
namespace BoroughBridge.Access;

/// <summary>How deep into a file a thing lies.</summary>
internal enum Depth
{
    /// <summary>Type, kind and dates.</summary>
    Index,

    /// <summary>Decisions of reviews, and alerts.</summary>
    Decisions,

    /// <summary>The child's particulars, plans, reports, reviews.</summary>
    Papers,

    /// <summary>Case notes, visits, and whatever nobody has placed.</summary>
    Notes,

    Write,

    /// <summary>Deeper than anything: what a role reaches that reaches nothing.</summary>
    None = -1,
}

/// <summary>What each role reaches of children of others and of its own authority.</summary>
internal static class Reach
{
    /// <summary>Where a thing lies, as it is asked for.</summary>
    public static Depth DepthOf(Thing thing) => thing.Asked switch
    {
        Asked.Index => Depth.Index,
        Asked.Write => Depth.Write,
        _ => thing.Type switch
        {
            "Patient" or "CarePlan" or "Goal" or "CareTeam" or "EpisodeOfCare" or "Composition" or "Appointment" => Depth.Papers,
            "Encounter" => thing.Kind is "lac-review" or "lac-review-part" ? Depth.Papers : Depth.Notes,
            "Task" => thing.Kind is "review-decision" or "recommendation" ? Depth.Decisions : Depth.Papers,
            "DocumentReference" or "Binary" => DepthOfKind(thing.Kind),
            _ => Depth.Notes,
        },
    };

    private static Depth DepthOfKind(string? kind) => kind switch
    {
        "review-decisions" or "management-alert" => Depth.Decisions,
        null or "case-note" or "visit-record" or "contact-record" or "strategy-discussion" or "unclassified-scan" => Depth.Notes,
        _ => Depth.Papers,
    };

    /// <summary>Whether the role reads by an allocation that names the person; the others read beside one that names an officer of their authority.</summary>
    public static bool ByName(string role) => role is Roles.Iro or Roles.SessionalIro;

    /// <summary>The deepest it reaches of another authority's child.</summary>
    public static Depth OfOthers(string role) => role switch
    {
        Roles.Iro or Roles.SessionalIro => Depth.Write,
        Roles.IroManager => Depth.Decisions,
        Roles.BusinessSupport or Roles.Auditor or Roles.CaldicottGuardian or Roles.IcsService => Depth.Index,
        _ => Depth.None,
    };

    /// <summary>The deepest it reaches of its own authority's child by this gateway: the file itself is read where it is kept.</summary>
    public static Depth OfOwn(string role) => role is Roles.IroManager or Roles.Auditor or Roles.CaldicottGuardian ? Depth.Index : Depth.None;

    /// <summary>The role she acts in: the one she chose, or the only one that reaches anything; else a code.</summary>
    public static (string? Role, string Reason) Acting(Caller caller)
    {
        if (caller.ActiveRole is { } chosen) return Lists.Has(caller.Roles, chosen) && Reaches(chosen) ? (chosen, "") : (null, "role");

        string? only = null;
        for (var i = 0; i < caller.Roles.Count; i++)
        {
            var role = caller.Roles[i];
            if (!Reaches(role) || role == only) continue;
            if (only is not null) return (null, "role-choice");
            only = role;
        }

        return (only, "role");
    }

    private static bool Reaches(string role) => OfOthers(role) != Depth.None;
}
