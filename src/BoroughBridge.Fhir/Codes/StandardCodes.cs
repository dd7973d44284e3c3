namespace BoroughBridge.Fhir;

/// <summary>Codes of others that we use.</summary>
public static class StandardCodes
{
    /// <summary>The three SNOMED CT (UK) codes that CP-IS uses.</summary>
    public static CodeSet Snomed { get; } = new(
        "http://snomed.info/sct",
        ("764841000000100", "Looked after child"),
        ("342191000000101", "Subject to child protection plan"),
        ("818901000000100", "Unborn child subject to child protection plan"));

    public const string LookedAfterChild = "764841000000100";

    /// <summary>HL7 v3 Confidentiality: normal, restricted, very restricted.</summary>
    public static CodeSet Confidentiality { get; } = new(
        "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", ("N", "normal"), ("R", "restricted"), ("V", "very restricted"));

    /// <summary>HL7 v3 ActReason, as far as our purposes map to it.</summary>
    public static CodeSet PurposeOfUse { get; } = new(
        "http://terminology.hl7.org/CodeSystem/v3-ActReason",
        ("CAREMGT", "care management"),
        ("HQUALIMP", "health quality improvement"),
        ("PATADMIN", "patient administration"),
        ("HLEGAL", "legal"),
        ("PATRQT", "patient requested"),
        ("BTG", "break the glass"));

    /// <summary>HL7 v3 ActCode, the classes of encounter we use.</summary>
    public static CodeSet EncounterClass { get; } = new("http://terminology.hl7.org/CodeSystem/v3-ActCode", ("FLD", "field"), ("VR", "virtual"), ("HH", "home health"), ("AMB", "ambulatory"));

    /// <summary>Category of Observations.</summary>
    public static CodeSet ObservationCategory { get; } = new("http://terminology.hl7.org/CodeSystem/observation-category", ("social-history", "Social History"));

    /// <summary>The v3 purpose a local purpose maps to (domain.md 3.2).</summary>
    /// <exception cref="ArgumentException">Not a purpose code.</exception>
    public static Coding PurposeOfUseFor(string purpose) => PurposeOfUse.Coding(purpose switch
    {
        "review-preparation" or "review" => "CAREMGT",
        "monitoring" or "quality-audit" => "HQUALIMP",
        "recording" or "allocation-triage" => "PATADMIN",
        "dispute" => "HLEGAL",
        "subject-access" => "PATRQT",
        "break-glass" => "BTG",
        _ => throw new ArgumentException("Not a purpose code.", nameof(purpose)),
    });
}

/// <summary>URLs of the extensions we write.</summary>
public static class Extensions
{
    /// <summary>SHA-256 of an attachment, lower-case hex, as valueString.</summary>
    public const string Sha256 = CodeSet.Project + "/StructureDefinition/sha256";
    /// <summary>How sure a date of birth is, as valueCode of <see cref="CodeSystems.DobBasis"/>.</summary>
    public const string DobBasis = CodeSet.Project + "/StructureDefinition/dob-basis";
    /// <summary>On a placement, the looked-after episode it is within, as valueReference.</summary>
    public const string Within = CodeSet.Project + "/StructureDefinition/within";
    /// <summary>Category of need, as valueCodeableConcept.</summary>
    public const string CategoryOfNeed = CodeSet.Project + "/StructureDefinition/category-of-need";
    /// <summary>Number of pages, as valueInteger.</summary>
    public const string Pages = CodeSet.Project + "/StructureDefinition/pages";
    /// <summary>Confidence of text recognition, percent, as valueDecimal.</summary>
    public const string OcrConfidence = CodeSet.Project + "/StructureDefinition/ocr-confidence";
    /// <summary>UK Core: whether the NHS number was verified, as valueCodeableConcept.</summary>
    public const string NhsNumberVerification = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";
    /// <summary>HL7 DS4P: a security label on one element, as valueCoding.</summary>
    public const string InlineSecurityLabel = "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label";
    /// <summary>Why a value is not there, as valueCode.</summary>
    public const string DataAbsentReason = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    public static Extension Text(string url, string value) => new() { Url = url, ValueString = value };

    public static Extension Code(string url, string value) => new() { Url = url, ValueCode = value };
}
