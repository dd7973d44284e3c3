namespace BoroughBridge.Holding.Ssda903;

/// <summary>One row of a return: its table, its number in the file it came from (the header is row 1; in XML, the child's number), and its cells by column.</summary>
internal sealed record ReturnRow(string Table, int Number, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>A cell without the blanks around it; empty where there is none.</summary>
    public string this[string column] => Cells.GetValueOrDefault(column, "").Trim();

    public string Child => this["CHILD"];
}

/// <summary>The tables of a looked-after children return, known by their header rows and never by a file's name (domain.md 2.1).</summary>
internal static class ReturnTables
{
    public const string Header = "Header";
    public const string Episodes = "Episodes";
    public const string Reviews = "Reviews";

    private static readonly (string Table, string[] Columns)[] All =
    [
        (Header, ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]),
        (Episodes, ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"]),
        (Reviews, ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]),
        ("UASC", ["CHILD", "SEX", "DOB", "DUC"]),
        (
            "OC2",
            [
                "CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE",
                "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED",
            ]),
        ("OC3", ["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"]),
        ("AD1", ["CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"]),
        ("PlacedAdoption", ["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"]),
        ("PrevPerm", ["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"]),
        ("Missing", ["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"]),
        ("SWEpisodes", ["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"]),
        ("DoLo", ["CHILD", "DOB", "DOLO_START", "DOLO_END"]),
    ];

    /// <summary>The table whose columns a header row has, in whatever order and with whatever beside them; none where there is none.</summary>
    public static string? Of(IEnumerable<string> header)
    {
        var names = header.ToHashSet(StringComparer.Ordinal);

        return All.Where(table => names.IsSupersetOf(table.Columns)).OrderByDescending(table => table.Columns.Length).Select(table => table.Table).FirstOrDefault();
    }

    /// <summary>The rule that a child of a table is not in the Header, and that the date of birth there is another (DfE's internal checks).</summary>
    public static (string NotInHeader, string OtherBirth) Checks(string table) => table switch
    {
        "AD1" => ("INT01", "INT11"),
        "PlacedAdoption" => ("INT02", "INT12"),
        Episodes => ("INT03", ""),
        "Missing" => ("INT04", "INT13"),
        "OC2" => ("INT05", "INT14"),
        "OC3" => ("INT06", "INT15"),
        "PrevPerm" => ("INT07", "INT16"),
        Reviews => ("INT08", "INT17"),
        "UASC" => ("INT09", "INT18"),
        _ => ("not-in-header", "other-birth"),
    };
}
