namespace BoroughBridge.Access;

/// <summary>Sensitivity labels (domain.md 3.1, ACC-7) and what each does to a read. A label nobody knows is treated as the strictest.</summary>
public static class Labels
{
    public const string ProtectedAddress = "protected-address";
    public const string ThirdParty = "third-party";
    public const string AdoptionSealed = "adoption-sealed";
    public const string LegalPrivilege = "legal-privilege";
    public const string Police = "police";
    public const string Court = "court";
    public const string HealthSensitive = "health-sensitive";
    public const string StaffOrPublicFigure = "staff-or-public-figure";

    /// <summary>All labels, for value sets.</summary>
    public static IReadOnlyList<string> All { get; } =
        [ProtectedAddress, ThirdParty, AdoptionSealed, LegalPrivilege, Police, Court, HealthSensitive, StaffOrPublicFigure];

    /// <summary>Never through the gateway: sealed adoption, privilege, and any label this version does not know.</summary>
    public static bool NeverCrosses(string label) => label is AdoptionSealed or LegalPrivilege || !Lists.Has(All, label);

    /// <summary>Read only by named permission on the grant. Third-party papers cross only as approved renditions, which are labelled anew.</summary>
    public static bool NeedsPermission(string label) => label is Police or Court or HealthSensitive or StaffOrPublicFigure or ThirdParty;

    /// <summary>Read with the labelled values taken out.</summary>
    public static bool IsRedacted(string label) => label is ProtectedAddress;

    /// <summary>What is taken out where an address is protected.</summary>
    internal static IReadOnlyList<string> AddressRedacted { get; } = [ProtectedAddress];

    internal static bool AnyNeverCrosses(IReadOnlyList<string> labels)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (NeverCrosses(labels[i])) return true;
        }

        return false;
    }

    internal static bool AnyNeedsPermission(IReadOnlyList<string> labels, IReadOnlyList<string> permissions)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (NeedsPermission(labels[i]) && !Lists.Has(permissions, labels[i])) return true;
        }

        return false;
    }

    /// <summary>Name of the stored variant from which these labels' values are taken out; <c>full</c> for none.</summary>
    public static string Variant(IReadOnlyList<string> redacted) => redacted.Count == 0 ? "full" : string.Join('+', redacted);
}

/// <summary>Role codes (domain.md 3.2).</summary>
public static class Roles
{
    public const string Iro = "iro";
    public const string SessionalIro = "iro-sessional";
    public const string IroManager = "iro-manager";
    public const string BusinessSupport = "business-support";
    public const string SocialWorker = "social-worker";
    public const string Auditor = "auditor";
    public const string CaldicottGuardian = "caldicott-guardian";
    public const string ItOperator = "it-operator";
    public const string ScanningClerk = "scanning-clerk";
    /// <summary>An authority's own ICS, by itself: index and dates, and never a body (ACC-16).</summary>
    public const string IcsService = "ics-service";

    /// <summary>Whether any of the roles reads beside an officer of its authority, and not by an allocation of its own.</summary>
    public static bool ReadBeside(IReadOnlyList<string> roles)
    {
        for (var i = 0; i < roles.Count; i++)
        {
            if (Reach.OfOthers(roles[i]) != Depth.None && !Reach.ByName(roles[i])) return true;
        }

        return false;
    }
}

/// <summary>Purpose codes (domain.md 3.2).</summary>
public static class Purposes
{
    public const string Default = "review-preparation";
    /// <summary>Goes with a broken glass, and a broken glass with it.</summary>
    public const string BreakGlass = "break-glass";

    /// <summary>Purposes a caller may state.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Default, "review", "monitoring", "recording", "dispute", "allocation-triage", "quality-audit", "subject-access", BreakGlass];
}
