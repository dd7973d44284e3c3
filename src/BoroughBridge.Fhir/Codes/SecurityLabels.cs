namespace BoroughBridge.Fhir;

/// <summary>Sensitivity labels as FHIR security labels: a v3 Confidentiality code and our own codes, in <c>meta.security</c> (domain.md 3.1).</summary>
public static class SecurityLabels
{
    /// <summary>Very restricted where it never or only by permission crosses, restricted where any label is set, else normal.</summary>
    public static IReadOnlyList<Coding> Of(IReadOnlyCollection<string> labels) =>
        [StandardCodes.Confidentiality.Coding(Level(labels)), .. labels.Order(StringComparer.Ordinal).Select(CodeSystems.Sensitivity.Coding)];

    /// <summary>Our labels among a resource's security codings. A code this version does not know is given as it is, so that access refuses it.</summary>
    public static IReadOnlyList<string> In(Meta? meta) =>
        [.. (meta?.Security ?? []).Where(coding => coding.System == CodeSystems.Sensitivity.Url && coding.Code is not null).Select(coding => coding.Code!)];

    /// <summary>Source, labels and medium, which every resource of ours carries.</summary>
    /// <param name="source">Borough and system it came from, a URI: <c>urn:boroughbridge:islington:ics</c>.</param>
    /// <param name="labels">Codes of <see cref="CodeSystems.Sensitivity"/>.</param>
    /// <param name="medium">Code of <see cref="CodeSystems.Medium"/>.</param>
    public static Meta Meta(string source, IReadOnlyCollection<string> labels, string medium) =>
        new() { Source = source, Security = Of(labels), Tag = [CodeSystems.Medium.Coding(medium)] };

    /// <summary>Marks one element, as an address, so that <see cref="Redaction"/> takes its value out of the variants that leave the label out.</summary>
    public static Extension Inline(string label) => new() { Url = Extensions.InlineSecurityLabel, ValueCoding = CodeSystems.Sensitivity.Coding(label) };

    private static string Level(IReadOnlyCollection<string> labels) =>
        labels.Count == 0 ? "N" : labels.Any(label => label is "adoption-sealed" or "legal-privilege" or "staff-or-public-figure") ? "V" : "R";
}
