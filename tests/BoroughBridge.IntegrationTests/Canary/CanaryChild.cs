namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>One invented child, unmistakable in every field.</summary>
internal static class CanaryChild
{
    public const string Given = "Zephyrinaldo";
    public const string Family = "Quackenthwistle";
    public const string Address = "17 Marmalade Cutting";
    public const string PlanText = "xylophone-marzipan-carburettor";
    public const string GoalText = "juggles-pomegranates-nightly";
    public const string DocumentText = "velociraptor-embroidery-circle";
    public const string FileName = "quackenthwistle-report-of-umbrellas";
    public const string Nhs = "9990999993";
    public const string Born = "2013-07-19";
    public const string PersonId = "CANARY7731";

    /// <summary>What is hunted for: each field, and her birthday as people and files write it.</summary>
    public static IReadOnlyList<string> Pieces { get; } =
        [Given, Family, Address, PlanText, GoalText, DocumentText, FileName, Nhs, Born, PersonId, "19 July 2013", "19/07/2013", "20130719"];
}
