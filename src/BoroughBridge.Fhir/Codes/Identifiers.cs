namespace BoroughBridge.Fhir;

/// <summary>Systems of business identifiers, and the check digits of the two national ones (domain.md 2.2).</summary>
public static class Identifiers
{
    public const string NhsNumber = "https://fhir.nhs.uk/Id/nhs-number";
    public const string Upn = CodeSet.Project + "/Id/upn";
    /// <summary>The authority's own child number of the SSDA903 return.</summary>
    public const string LaChildId = CodeSet.Project + "/Id/la-child-id";
    /// <summary>DfE three-digit local authority number.</summary>
    public const string LaNumber = CodeSet.Project + "/Id/dfe-la-number";
    public const string OnsCode = CodeSet.Project + "/Id/ons-code";
    public const string FamilyGroup = CodeSet.Project + "/Id/family-group";

    private const string VerificationSystem = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland";
    private const string UpnLetters = "ABCDEFGHJKLMNPQRTUVWXYZ";

    /// <summary>The person id of one authority's case system.</summary>
    public static string IcsPersonId(string authority) => $"{CodeSet.Project}/Id/{authority}/ics-person-id";

    /// <summary>An identifier; none without a value.</summary>
    public static Identifier? Of(string system, string? value) => string.IsNullOrWhiteSpace(value) ? null : new() { System = system, Value = value.Trim() };

    /// <summary>An NHS number with its UK Core verification status; none where it fails its check digit, so that a wrong number never crosses.</summary>
    /// <param name="number">As the source has it; blanks and hyphens are taken out.</param>
    /// <param name="status">England's code: 01 verified, 02 present but not traced ...</param>
    public static Identifier? OfNhsNumber(string? number, string status = "02")
    {
        var digits = number?.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

        return !IsNhsNumber(digits) ? null : new()
        {
            Extension = [new() { Url = Extensions.NhsNumberVerification, ValueCodeableConcept = new() { Coding = [new() { System = VerificationSystem, Code = status }] } }],
            System = NhsNumber,
            Value = digits,
        };
    }

    /// <summary>Ten digits with a right mod-11 check digit: weights 10 to 2, 11 minus remainder, 11 is 0, 10 is never issued.</summary>
    public static bool IsNhsNumber(string? text)
    {
        if (text is not { Length: 10 } || !text.All(char.IsAsciiDigit)) return false;
        var sum = 0;
        for (var i = 0; i < 9; i++) sum += (text[i] - '0') * (10 - i);
        var check = (11 - (sum % 11)) % 11;

        return check < 10 && check == text[9] - '0';
    }

    /// <summary>
    /// Thirteen characters with a right check letter: weights 2 to 13 over the other twelve, mod 23; the last may be a letter in a temporary
    /// UPN. A failure is a warning, not a refusal: returns hold many that fail.
    /// </summary>
    public static bool IsUpn(string? text)
    {
        if (text is not { Length: 13 }) return false;
        var sum = 0;
        for (var i = 1; i < 13; i++)
        {
            var value = char.IsAsciiDigit(text[i]) ? text[i] - '0' : i == 12 ? UpnLetters.IndexOf(text[i], StringComparison.Ordinal) : -1;
            if (value < 0) return false;
            sum += value * (i + 1);
        }

        return text[0] == UpnLetters[sum % 23];
    }
}
