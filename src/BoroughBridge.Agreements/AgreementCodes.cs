using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Access;
using BoroughBridge.Contracts;

namespace BoroughBridge.Agreements;

/// <summary>Which side of an agreement: whose files it opens, or whose officers read them.</summary>
public enum Party
{
    Holder,
    Employer,
}

/// <summary>The four who sign for each side (seed row A19), and the role her token must name.</summary>
public static class Offices
{
    public const string CaldicottGuardian = "caldicott-guardian";
    public const string Siro = "siro";
    public const string Director = "director";
    public const string IroManager = "iro-manager";

    public static IReadOnlyList<string> All { get; } = [CaldicottGuardian, Siro, Director, IroManager];
}

/// <summary>Codes of agreements, as they are stored and told.</summary>
public static class AgreementCodes
{
    public const string CaseloadLeast = "caseload-least";
    public const string CaseloadMost = "caseload-most";

    /// <summary>Figures an agreement may set.</summary>
    public static IReadOnlyList<string> Thresholds { get; } = [CaseloadLeast, CaseloadMost];

    public static IReadOnlyList<string> Bases { get; } = ["s25B(4)", "s113"];

    /// <summary>The id both sides know an agreement by.</summary>
    public static string IdOf(string holder, string reference) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{holder}\n{reference}")))[..Ids.Length];

    public static string Of(AgreementState state) => state switch
    {
        AgreementState.Draft => "draft",
        AgreementState.Signed => "signed",
        AgreementState.Open => "open",
        AgreementState.ClosedToNew => "closed-to-new",
        AgreementState.WindingDown => "winding-down",
        AgreementState.Ended => "ended",
        _ => "suspended",
    };

    /// <summary>The state of a code; one nobody knows is suspended, which gives nothing.</summary>
    public static AgreementState ToState(string code) => Enum.GetValues<AgreementState>().FirstOrDefault(state => Of(state) == code, AgreementState.Suspended);
}
