using System.Globalization;
using BoroughBridge.Fhir;

namespace BoroughBridge.Portal.Reading;

/// <summary>How codes and dates are said to people.</summary>
public static class Words
{
    private static readonly CultureInfo Britain = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>12 March 2026.</summary>
    public static string Day(DateOnly? day) => day?.ToString("d MMMM yyyy", Britain) ?? "not known";

    /// <summary>The name the child uses, else the official one.</summary>
    public static string NameOf(Patient? patient)
    {
        var name = patient?.Name?.FirstOrDefault(name => name.Use == "usual") ?? patient?.Name?.FirstOrDefault(name => name.Use == "official") ?? patient?.Name?.FirstOrDefault();

        return name is null ? "Name cannot be shown now" : name.Text ?? string.Join(' ', (name.Given ?? []).Append(name.Family).Where(part => !string.IsNullOrEmpty(part)));
    }

    public static string Medium(string medium) => medium switch
    {
        "scan" => "Scanned paper",
        "paper-index" => "Paper, not scanned",
        _ => "Electronic",
    };

    public static string MediumColour(string medium) => medium switch
    {
        "scan" => "govuk-tag--yellow",
        "paper-index" => "govuk-tag--grey",
        _ => "govuk-tag--turquoise",
    };

    /// <summary>A role code as people say it.</summary>
    public static string Role(string code) => code switch
    {
        "iro" => "Independent reviewing officer",
        "iro-sessional" => "Independent reviewing officer, sessional",
        "iro-manager" => "IRO manager",
        "business-support" => "Business support",
        "social-worker" => "Social worker",
        "auditor" => "Access auditor",
        "caldicott-guardian" => "Caldicott Guardian",
        "it-operator" => "IT operator",
        "scanning-clerk" => "Scanning clerk",
        _ => code,
    };

    /// <summary>The display name of a document type, review type or plan category (domain.md 2.8).</summary>
    public static string Kind(string code) =>
        DocumentTypes.All.Knows(code) ? DocumentTypes.All.Display(code)
        : CodeSystems.ReviewType.Knows(code) ? CodeSystems.ReviewType.Display(code)
        : char.ToUpper(code[0], Britain) + code[1..].Replace('-', ' ');
}
