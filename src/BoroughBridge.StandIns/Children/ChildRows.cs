namespace BoroughBridge.StandIns.Children;

/// <summary>One line of the table of children: what is told apart by hand, the rest follows from it.</summary>
internal sealed record ChildRow(string FamilyGroup, string Given, string Family, char Sex, int AgeMonths, string Ethnicity, Story Story, int DaysLookedAfter, string? Iro)
{
    public string? AlsoKnownAs { get; init; }
    public bool ProtectedAddress { get; init; }
    /// <summary>A further document that may not be read, by its sensitivity.</summary>
    public string? Sealed { get; init; }
}

/// <summary>Which way a childhood in care is going; decides legal status, placement and what the plan says.</summary>
internal enum Story
{
    Foster,
    Kinship,
    Return,
    Court,
    Adoption,
    Residential,
    Alone,
    Leaving,
    Disability,
}

/// <summary>
/// 44 children in 36 families (A3), all invented; names as London has them. FG-01 is three siblings, FG-02 and FG-20 are twins, FG-04 is
/// divided between the boroughs, FG-03, FG-21 and FG-22 are pairs.
/// </summary>
internal static class ChildRows
{
    /// <summary>Whose files are in the ICS.</summary>
    public static IReadOnlyList<ChildRow> Islington { get; } =
    [
        new("FG-01", "Amara", "Okwuosa-Dale", 'F', 178, "BAFR", Story.Foster, 1490, "iro.th1"),
        new("FG-01", "Chidi", "Okwuosa-Dale", 'M', 139, "BAFR", Story.Foster, 1490, "iro.th1"),
        new("FG-01", "Nkem", "Okwuosa-Dale", 'F', 92, "BAFR", Story.Foster, 1490, "iro.th1"),
        new("FG-02", "Rowan", "Tilbury-Marsh", 'M', 57, "MWBC", Story.Kinship, 420, "iro.th1"),
        new("FG-02", "Robin", "Tilbury-Marsh", 'F', 57, "MWBC", Story.Kinship, 420, "iro.th1"),
        new("FG-03", "Defne", "Karagul-Stone", 'F', 121, "WOTH", Story.Return, 160, "iro.th2"),
        new("FG-03", "Emre", "Karagul-Stone", 'M', 101, "WOTH", Story.Return, 160, "iro.th2"),
        new("FG-04", "Malachy", "Devlin-Osei", 'M', 164, "MWBA", Story.Foster, 980, "iro.th1"),
        new("FG-05", "Ifrah", "Warsame-Hollis", 'F', 196, "BAFR", Story.Leaving, 1210, "iro.th1") { AlsoKnownAs = "Iffy Warsame-Hollis" },
        new("FG-06", "Leoncio", "Barragan-Pitt", 'M', 22, "MOTH", Story.Court, 130, "iro.th1") { ProtectedAddress = true },
        new("FG-07", "Tamsin", "Greyfriars", 'F', 172, "WBRI", Story.Residential, 610, "iro.th1") { Sealed = "police" },
        new("FG-08", "Yonas", "Tesfalem", 'M', 201, "BAFR", Story.Alone, 330, "iro.th2"),
        new("FG-09", "Petronella", "Achterberg-Cole", 'F', 38, "WOTH", Story.Adoption, 520, "iro.th2") { Sealed = "adoption-sealed" },
        new("FG-10", "Dilshad", "Rahimov-Lane", 'M', 110, "AOTH", Story.Foster, 760, "iro.th2"),
        new("FG-11", "Keziah", "Thornebury", 'F', 149, "BCRB", Story.Foster, 2010, "iro.th2") { AlsoKnownAs = "Kez Thornebury" },
        new("FG-12", "Oisin", "Halloran-Mbeki", 'M', 84, "MWBA", Story.Kinship, 300, "iro.th2"),
        new("FG-13", "Hyun-Ji", "Pemberley", 'F', 130, "MOTH", Story.Return, 95, "iro.th2") { ProtectedAddress = true },
        new("FG-14", "Cosmo", "Varley-Quartey", 'M', 187, "BAFR", Story.Residential, 880, "iro.th1"),
        new("FG-15", "Maisie", "Underhill-Bose", 'F', 144, "MWAS", Story.Disability, 1330, null),
        new("FG-16", "Ramadan", "Sejdiu-Hart", 'M', 198, "WOTH", Story.Leaving, 700, null),
        new("FG-17", "Ottoline", "Brewster-Achebe", 'F', 66, "MWBA", Story.Court, 70, null),
        new("FG-18", "Jahmai", "Pottinger-Lowe", 'M', 115, "BCRB", Story.Foster, 1105, null),
        new("FG-19", "Linh", "Trevelyan-Pham", 'F', 159, "AOTH", Story.Kinship, 1600, null) { ProtectedAddress = true },
        new("FG-23", "Bartek", "Wolniewicz-Day", 'M', 74, "WOTH", Story.Return, 12, null),
    ];

    /// <summary>Whose files are paper.</summary>
    public static IReadOnlyList<ChildRow> TowerHamlets { get; } =
    [
        new("FG-20", "Sumaiya", "Talukdar-Frost", 'F', 98, "ABAN", Story.Foster, 870, "iro.isl1"),
        new("FG-20", "Sabiha", "Talukdar-Frost", 'F', 98, "ABAN", Story.Foster, 870, "iro.isl1"),
        new("FG-04", "Orla", "Devlin-Osei", 'F', 126, "MWBA", Story.Kinship, 980, "iro.isl1"),
        new("FG-21", "Mahfuz", "Chandpuri-Reed", 'M', 167, "ABAN", Story.Foster, 1240, "iro.isl1"),
        new("FG-21", "Nabila", "Chandpuri-Reed", 'F', 133, "ABAN", Story.Foster, 1240, "iro.isl1"),
        new("FG-24", "Winston", "Bellefontaine", 'M', 189, "BCRB", Story.Leaving, 1500, "iro.isl1"),
        new("FG-25", "Zofia", "Krasinska-Bow", 'F', 81, "WOTH", Story.Return, 140, "iro.isl1"),
        new("FG-22", "Ayub", "Haldane-Miah", 'M', 152, "MWAS", Story.Foster, 640, "iro.isl2"),
        new("FG-22", "Elias", "Haldane-Miah", 'M', 107, "MWAS", Story.Foster, 640, "iro.isl2"),
        new("FG-26", "Cerys", "Montacute", 'F', 176, "WBRI", Story.Residential, 450, "iro.isl2"),
        new("FG-27", "Abdirahim", "Guled-Sterne", 'M', 194, "BAFR", Story.Alone, 270, "iro.isl2"),
        new("FG-28", "Temperance", "Ogunleye-Wick", 'F', 44, "BAFR", Story.Court, 110, "iro.isl2"),
        new("FG-29", "Kiran", "Dasgupta-Moor", 'M', 141, "AIND", Story.Disability, 1720, "iro.sessional"),
        new("FG-30", "Shanice", "Abercrombie-Toure", 'F', 157, "BOTH", Story.Foster, 990, "iro.sessional"),
        new("FG-31", "Fiachra", "Lindqvist-Ali", 'M', 119, "MOTH", Story.Kinship, 380, "iro.sessional"),
        new("FG-32", "Meiling", "Cathcart-Ho", 'F', 104, "CHNE", Story.Foster, 830, "iro.sessional"),
        new("FG-33", "Tarek", "Elsherbini-Nunn", 'M', 183, "AOTH", Story.Residential, 560, null),
        new("FG-34", "Posy", "Wapping-Adeleke", 'F', 28, "MWBA", Story.Adoption, 480, null),
        new("FG-35", "Ruairi", "Sonnenfeld", 'M', 136, "WIRI", Story.Foster, 1410, null),
        new("FG-36", "Jannat", "Poplar-Sheikh", 'F', 162, "APKN", Story.Return, 200, null),
    ];
}
