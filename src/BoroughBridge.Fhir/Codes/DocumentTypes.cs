namespace BoroughBridge.Fhir;

/// <summary>The document types of a child's file (domain.md 2.8).</summary>
public static class DocumentTypes
{
    public static CodeSet All { get; } = CodeSet.Local(
        "document-type",
        ("rir", "Referral and Information Record"),
        ("pir", "Placement Information Record"),
        ("chronology", "Chronology"),
        ("initial-assessment", "Initial assessment"),
        ("core-assessment", "Core assessment"),
        ("care-plan", "Care plan"),
        ("court-care-plan", "Court care plan"),
        ("placement-plan", "Placement plan"),
        ("pep", "Personal education plan"),
        ("health-assessment", "Health assessment"),
        ("health-plan", "Health plan"),
        ("sdq", "Strengths and difficulties questionnaire"),
        ("pathway-assessment", "Pathway needs assessment"),
        ("pathway-plan", "Pathway plan"),
        ("sw-report", "Social worker’s report for the review"),
        ("carer-report", "Carer’s report for the review"),
        ("school-report", "School report"),
        ("iro-record", "IRO’s record of the review"),
        ("review-decisions", "Decisions of the review"),
        ("review-minutes", "Minutes of the review"),
        ("child-consultation", "Consultation paper: child"),
        ("parent-consultation", "Consultation paper: parent"),
        ("carer-consultation", "Consultation paper: carer"),
        ("child-letter", "Letter to the child"),
        ("contact-record", "Contact record"),
        ("visit-record", "Record of a visit"),
        ("case-note", "Case note"),
        ("strategy-discussion", "Record of strategy discussion"),
        ("s47-outcome", "Outcome of section 47 enquiries"),
        ("icpc-report", "Initial child protection conference report"),
        ("court-order", "Court order"),
        ("legal-advice", "Legal advice"),
        ("police-notice", "Police notification"),
        ("missing-return-interview", "Return interview after missing"),
        ("lado", "Allegations management record (LADO)"),
        ("cafcass-report", "Cafcass report"),
        ("child-permanence-report", "Child permanence report"),
        ("later-life-letter", "Later life letter"),
        ("life-story", "Life story work"),
        ("transfer-record", "Transfer record"),
        ("closure-record", "Closure record"),
        ("audit-checklist", "Audit checklist"),
        ("management-alert", "Management alert"),
        ("practice-acknowledgement", "Practice acknowledgement"),
        ("dispute-record", "Dispute record"),
        ("complaint", "Complaint"),
        ("paper-volume", "Paper volume, not yet scanned"),
        ("unclassified-scan", "Scan, not yet classified"));

    /// <summary>Types an IRO normally needs before a review.</summary>
    public static IReadOnlyList<string> NeededBeforeReview { get; } =
    [
        "chronology", "care-plan", "placement-plan", "pep", "health-assessment", "health-plan", "pathway-plan", "sw-report", "carer-report", "child-consultation",
        "parent-consultation", "visit-record",
    ];
}
