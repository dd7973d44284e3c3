// Promise: what the ICS marks is never less protected here than there; a mark nobody knows is taken for the strictest.
using BoroughBridge.Access;
using BoroughBridge.Adapters.Electronic.Ics;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>The ICS's marks as our labels (ACC-7).</summary>
public static class IcsLabels
{
    /// <summary>What an unknown mark becomes: it never crosses, until somebody has said what it means.</summary>
    public const string Strictest = Labels.LegalPrivilege;

    /// <summary>One mark.</summary>
    public static string Of(string sensitivity) => sensitivity switch
    {
        "PROTECTED_ADDRESS" => Labels.ProtectedAddress,
        "THIRD_PARTY" => Labels.ThirdParty,
        "ADOPTION_SEALED" => Labels.AdoptionSealed,
        "LEGAL_PRIVILEGE" => Labels.LegalPrivilege,
        "POLICE" => Labels.Police,
        "COURT" => Labels.Court,
        "HEALTH_SENSITIVE" => Labels.HealthSensitive,
        "STAFF_OR_PUBLIC_FIGURE" => Labels.StaffOrPublicFigure,
        _ => Strictest,
    };

    /// <summary>Whether a mark is one we know.</summary>
    public static bool Knows(string sensitivity) => sensitivity == "LEGAL_PRIVILEGE" || Of(sensitivity) != Strictest;

    /// <summary>Marks of the person that hold for everything in the file. A restricted person's file is opened by named permission only.</summary>
    public static IReadOnlyList<string> OfFile(IcsPerson person) => Together(
        person.Sensitivities.Where(mark => mark != "PROTECTED_ADDRESS").Select(Of),
        person.Restricted switch { "N" => [], "Y" => [Labels.StaffOrPublicFigure], _ => [Strictest] });

    /// <summary>Whether where the child lives is protected: any address marked so, or marked in a way nobody knows.</summary>
    public static bool ProtectsAddress(IcsPerson person) =>
        person.Addresses.Any(address => IsSet(address.Confidential)) || person.Sensitivities.Contains("PROTECTED_ADDRESS");

    /// <summary>Y or N; anything else counts as Y.</summary>
    public static bool IsSet(string flag) => flag != "N";

    /// <summary>Labels put together: each once, in order.</summary>
    public static IReadOnlyList<string> Together(params IEnumerable<string>[] labels) => [.. labels.SelectMany(some => some).Distinct().Order(StringComparer.Ordinal)];
}
