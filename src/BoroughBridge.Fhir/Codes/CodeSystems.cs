namespace BoroughBridge.Fhir;

/// <summary>Our other local code systems (domain.md 3.1, 3.2).</summary>
public static class CodeSystems
{
    /// <summary>Sensitivity labels (ACC-7), in <c>meta.security</c>.</summary>
    public static CodeSet Sensitivity { get; } = CodeSet.Local(
        "sensitivity",
        ("protected-address", "Protected address or placement"),
        ("third-party", "Third-party information"),
        ("adoption-sealed", "Sealed adoption record"),
        ("legal-privilege", "Legally privileged"),
        ("police", "Police, MAPPA or MARAC material"),
        ("court", "Court papers"),
        ("health-sensitive", "Sensitive health information"),
        ("staff-or-public-figure", "Restricted file: staff or public figure"));

    /// <summary>What a record was made from, in <c>meta.tag</c>.</summary>
    public static CodeSet Medium { get; } = CodeSet.Local("medium", ("electronic", "Electronic"), ("scan", "Scan of paper"), ("paper-index", "Paper, not yet scanned"));

    /// <summary>Why a record is read.</summary>
    public static CodeSet Purpose { get; } = CodeSet.Local(
        "purpose-of-use",
        ("review-preparation", "Preparing a review"),
        ("review", "Holding a review"),
        ("monitoring", "Monitoring the case between reviews"),
        ("recording", "Recording a review"),
        ("dispute", "Resolving a dispute"),
        ("allocation-triage", "Deciding on an allocation"),
        ("quality-audit", "Quality audit"),
        ("subject-access", "Answering a subject access request"),
        ("break-glass", "Emergency access"));

    /// <summary>Kinds of plan.</summary>
    public static CodeSet CarePlanCategory { get; } = CodeSet.Local(
        "care-plan-category",
        ("care-plan", "Care plan"),
        ("court-care-plan", "Court care plan"),
        ("placement-plan", "Placement plan"),
        ("pep", "Personal education plan"),
        ("health-plan", "Health plan"),
        ("pathway-plan", "Pathway plan"),
        ("adoption-plan", "Adoption plan"));

    /// <summary>Types of EpisodeOfCare.</summary>
    public static CodeSet EpisodeType { get; } = CodeSet.Local("episode-type", ("looked-after", "Period of being looked after"), ("placement", "Placement"));

    /// <summary>Types of Encounter that are reviews.</summary>
    public static CodeSet ReviewType { get; } = CodeSet.Local(
        "review-type", ("lac-review", "Review of a looked-after child’s case"), ("lac-review-part", "Part of a review held as a series of meetings"));

    /// <summary>Codes of Observations.</summary>
    public static CodeSet Observation { get; } = CodeSet.Local(
        "observation", ("legal-status", "Legal status"), ("review-participation", "Child’s participation in the review"));

    /// <summary>Codes of Flags.</summary>
    public static CodeSet Flag { get; } = CodeSet.Local("flag", ("M", "Missing"), ("A", "Away without authorisation"), ("stuck", "Stuck case"));

    /// <summary>Codes of Tasks.</summary>
    public static CodeSet Task { get; } = CodeSet.Local(
        "task",
        ("review-due", "Review due"),
        ("review-decision", "Decision of a review"),
        ("recommendation", "Recommendation of a review"),
        ("scan-request", "Paper to be scanned"),
        ("midpoint-check", "Check half-way between reviews"),
        ("dispute", "Dispute"));

    /// <summary>Roles of staff.</summary>
    public static CodeSet Role { get; } = CodeSet.Local(
        "role",
        ("iro", "Independent reviewing officer"),
        ("iro-sessional", "Independent reviewing officer, sessional"),
        ("iro-manager", "IRO manager"),
        ("social-worker", "Social worker"),
        ("team-manager", "Team manager"),
        ("business-support", "IRO business support"),
        ("auditor", "Access auditor"),
        ("caldicott-guardian", "Caldicott Guardian"),
        ("it-operator", "IT operator"),
        ("scanning-clerk", "Scanning clerk"),
        ("ics-service", "Case system, unattended"));

    /// <summary>How sure a date of birth is; a code in <see cref="Extensions.DobBasis"/>.</summary>
    public static CodeSet DobBasis { get; } = CodeSet.Local(
        "dob-basis",
        ("exact", "Exact"),
        ("day-assumed", "Day assumed"),
        ("month-assumed", "Month assumed"),
        ("claimed", "As claimed"),
        ("age-assessed", "By age assessment"),
        ("disputed", "Disputed"));
}
