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
    public const string Nhs = "9990999996";
    public const string Born = "2013-03-19";
    public const string PersonId = "CANARIE7731";

    /// <summary>What is hunted for: each field, and her birthday as people and files write it.</summary>
    public static IReadOnlyList<string> Pieces { get; } =
        [Given, Family, Address, PlanText, GoalText, DocumentText, FileName, Nhs, Born, PersonId, "19 March 2013", "19/03/2013", "20130319"];
}

/// <summary>Another invented child of both holders, with pieces of her own: nobody is ever proposed for her, so nobody but her holder is ever told that she is.</summary>
internal static class SilentChild
{
    public const string Given = "Ottobrandine";
    public const string Family = "Plumfeatherby";
    public const string Address = "4 Gooseberry Viaduct";
    public const string PlanText = "saxophone-nougat-periscope";
    public const string GoalText = "herds-armadillos-politely";
    public const string DocumentText = "brontosaurus-calligraphy-league";
    public const string FileName = "plumfeatherby-ledger-of-teapots";
    public const string Nhs = "9990999805";
    public const string Born = "2011-02-23";
    public const string PersonId = "SILENT4402";

    /// <summary>What is hunted for, wherever her holder does not keep it.</summary>
    public static IReadOnlyList<string> Pieces { get; } =
        [Given, Family, Address, PlanText, GoalText, DocumentText, FileName, Nhs, Born, PersonId, "23 February 2011", "23/02/2011", "20110223"];
}
