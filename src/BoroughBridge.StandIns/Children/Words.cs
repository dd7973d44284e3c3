namespace BoroughBridge.StandIns.Children;

/// <summary>The small things that make one child's file unlike another's, picked by the child's place in the table.</summary>
internal sealed class Words(ChildRow row, int index)
{
    private static readonly string[] Interests =
        ["football", "drawing", "swimming", "drumming", "netball", "baking", "chess", "dancing", "climbing", "trampolining", "cricket", "gardening", "table tennis"];

    private static readonly string[] Carers =
    [
        "Mrs Abiola-Trent", "Mr and Mrs Featherby", "Ms Novakova-Jones", "Mrs Siddique-Marlow", "Mr Oyelaran-Webb", "Ms Cadwallader", "Mrs Pinnock-Shaw", "Mr and Mrs Dacosta-Hill",
        "Ms Halvorsen-Ray", "Mrs Mulcahy-Begum", "Mr Beaumaris",
    ];

    private static readonly string[] Primaries = ["Larkfield Primary", "Canal Bridge Primary", "St Brannoc's Primary", "Mulberry Steps Primary", "Weavers Yard Primary"];
    private static readonly string[] Secondaries = ["Northgate Academy", "Ropewalk School", "The Aldersey School", "Clerkhill School", "Lockside Academy"];
    private static readonly string[] Colleges = ["Canalside College", "Three Mills College", "Angel Works Sixth Form"];
    private static readonly string[] Workers = ["Ottilie Grantham-Diallo", "Silvan Hargreave-Obi", "Berenice Tolland", "Imran Westerby", "Clodagh Amankwah"];

    public string Interest => Interests[index * 5 % Interests.Length];
    public string Carer => Carers[index * 7 % Carers.Length];
    public string Worker => Workers[index * 3 % Workers.Length];

    public string School => row.AgeMonths switch
    {
        < 54 => "Bluebell Yard Nursery",
        < 136 => Primaries[index % Primaries.Length],
        < 192 => Secondaries[index % Secondaries.Length],
        _ => Colleges[index % Colleges.Length],
    };

    public IReadOnlyList<string> HomeAddress =>
        [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Flat {index % 40 + 2}, {Streets[index * 11 % Streets.Length]}"), "London"];

    /// <summary>Text with the child's own words put in.</summary>
    public string Say(string text)
    {
        var she = row.Sex == 'F';

        return text
            .Replace("{n}", row.Given, StringComparison.Ordinal)
            .Replace("{s}", she ? "she" : "he", StringComparison.Ordinal).Replace("{S}", she ? "She" : "He", StringComparison.Ordinal)
            .Replace("{o}", she ? "her" : "him", StringComparison.Ordinal)
            .Replace("{p}", she ? "her" : "his", StringComparison.Ordinal).Replace("{P}", she ? "Her" : "His", StringComparison.Ordinal)
            .Replace("{i}", Interest, StringComparison.Ordinal).Replace("{c}", Carer, StringComparison.Ordinal).Replace("{k}", School, StringComparison.Ordinal);
    }

    private static readonly string[] Streets =
        ["Lantern Court", "Quillmaker House", "Tanyard Mansions", "Larkrise Terrace", "Osier Buildings", "Pelican Wharf House", "Candlewick Row", "Hopgood Street", "Sailcloth Gardens"];
}
