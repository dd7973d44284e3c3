using System.Buffers;
using System.Text.RegularExpressions;

namespace BoroughBridge.Fhir;

/// <summary>The forms of R4's primitive types (https://hl7.org/fhir/R4/datatypes.html), each bounded.</summary>
internal static partial class Formats
{
    /// <summary>R4's own bound on a string: 1 MB of characters.</summary>
    public const int MostText = 1024 * 1024;

    private const int MostUri = 2048;
    private static readonly SearchValues<char> Controls = SearchValues.Create("\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\v\f\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n\u00a0\u2028\u2029");

    public static bool Holds(Format format, string text) => format switch
    {
        Format.Id => text.Length <= 64 && IdForm().IsMatch(text),
        Format.Code => text.Length <= 256 && CodeForm().IsMatch(text),
        Format.Uri or Format.Url or Format.Canonical => text.Length <= MostUri && IsUri(text),
        Format.Reference => text.Length <= MostUri && IsReference(text),
        Format.Base64 => text.Length % 4 == 0 && IsBase64(text),
        Format.Date => FhirDates.IsDate(text),
        Format.DateTime => FhirDates.IsDateTime(text),
        Format.Instant => FhirDates.IsInstant(text),
        Format.Xhtml => text.Length <= MostText && IsText(text) && Narratives.IsSafe(text),
        _ => text.Length <= MostText && IsText(text),
    };

    public static bool Holds(Format format, int number) => format switch
    {
        Format.PositiveInt => number > 0,
        Format.UnsignedInt => number >= 0,
        _ => true,
    };

    /// <summary>The resource type a literal reference names; none where it names none we can tell.</summary>
    public static string? TypeNamed(string reference)
    {
        var match = TypeAndId().Match(reference);

        return match.Success ? match.Groups["type"].Value : null;
    }

    private static bool IsReference(string text) => text.StartsWith('#') ? text.Length == 1 || Holds(Format.Id, text[1..]) : TypeAndId().IsMatch(text) || IsAbsolute(text);

    private static bool IsText(string text) => !text.AsSpan().ContainsAny(Controls) && text.AsSpan().ContainsAnyExcept(Blanks);

    private static bool IsUri(string text) => !text.AsSpan().ContainsAny(Blanks) && !text.AsSpan().ContainsAny(Controls) && text.Length > 0;

    private static bool IsAbsolute(string text) => IsUri(text) && AbsoluteForm().IsMatch(text);

    private static bool IsBase64(string text) => System.Buffers.Text.Base64.IsValid(text);

    [GeneratedRegex(@"^[A-Za-z0-9\-\.]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^[^\s]+( [^\s]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"^(https?://[^\s#?]+/)?(?<type>[A-Z][A-Za-z]{1,40})/[A-Za-z0-9\-\.]{1,64}(/_history/[A-Za-z0-9\-\.]{1,64})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex TypeAndId();

    [GeneratedRegex(@"^(https?://|urn:(uuid|oid):)[^\s]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex AbsoluteForm();
}
