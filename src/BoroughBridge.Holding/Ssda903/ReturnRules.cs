using System.Globalization;

namespace BoroughBridge.Holding.Ssda903;

/// <summary>An episode row that can be read.</summary>
internal sealed record Episode(ReturnRow Row, DateOnly From, DateOnly? To, string Began, string LegalStatus, string Need, string Placement, string Provider, string? Ended)
{
    /// <summary>Whether the child is looked after beyond it as far as the row says.</summary>
    public bool GoesOn => To is null || Ended == "X1";

    public bool IsShortBreak => LegalStatus is "V3" or "V4";
}

/// <summary>A review row that can be read.</summary>
internal sealed record Review(ReturnRow Row, DateOnly On, string Participation);

/// <summary>
/// The rules at the door (domain.md 2.3): the DfE rule a row breaks such that it cannot be taken, or a code of ours; and, of what is taken, what its borough should look at.
/// Days are dd/mm/yyyy in a return, whatever they look like (EDGE-9).
/// </summary>
internal static class ReturnRules
{
    private static readonly DateOnly FirstEpisode = new(1991, 10, 14);
    private static readonly string[] Beginnings = ["S", "L", "P", "T", "B", "U"];
    private static readonly string[] Sexes = ["1", "2", "M", "F", "U"];

    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "dd/MM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 1900 ? day : null;

    /// <summary>The rule a Header row breaks; none where it breaks none.</summary>
    public static string? Header(ReturnRow row, DateOnly today) =>
        Day(row["DOB"]) is not { } born ? "102" : born > today ? "301" : Sexes.Contains(row["SEX"]) ? null : "101";

    public static (Episode? Episode, string? Rule) Episode(ReturnRow row, DateOnly? born)
    {
        if (Day(row["DECOM"]) is not { } from) return (null, "141");
        var to = row["DEC"].Length > 0 ? Day(row["DEC"]) : null;
        var ended = row["REC"].Length > 0 ? row["REC"] : null;
        var rule =
            row["DEC"].Length > 0 && to is null ? "147"
            : !Beginnings.Contains(row["RNE"]) ? "143"
            : !Fhir.Ssda903.LegalStatus.Knows(row["LS"]) ? "144"
            : !Fhir.Ssda903.CategoryOfNeed.Knows(row["CIN"]) ? "145"
            : !Fhir.Ssda903.Placement.Knows(row["PLACE"]) ? "146"
            : ended is not null && !Fhir.Ssda903.ReasonCeased.Knows(ended) ? "149"
            : to is null != ended is null ? "148"
            : from < FirstEpisode ? "353"
            : to < from ? "356"
            : from < born ? "302"
            : row["RNE"] == "S" && from >= born?.AddYears(18) ? "352"
            : null;

        return rule is null ? (new(row, from, to, row["RNE"], row["LS"], row["CIN"], row["PLACE"], row["PLACE_PROVIDER"], ended), null) : (null, rule);
    }

    public static (Review? Review, string? Rule) Review(ReturnRow row) =>
        Day(row["REVIEW"]) is not { } on ? (null, "166") : !Fhir.Ssda903.Participation.Knows(row["REVIEW_CODE"]) ? (null, "167") : (new(row, on, row["REVIEW_CODE"]), null);

    /// <summary>What the episodes of one child, in order, give their borough to look at.</summary>
    public static IEnumerable<(string Rule, ReturnRow Row)> Doubts(IReadOnlyList<Episode> episodes)
    {
        for (var i = 0; i < episodes.Count; i++)
        {
            var (episode, row) = (episodes[i], episodes[i].Row);
            var days = episode.To is { } to ? to.DayNumber - episode.From.DayNumber : 0;
            if (episode.LegalStatus == "L1" && days > 3) yield return ("361", row);
            if (episode.LegalStatus == "L2" && days > 21) yield return ("362", row);
            if (episode.LegalStatus == "L3" && days > 7) yield return ("363", row);
            if (episode.IsShortBreak && days > 17) yield return ("365", row);
            if (i == 0) continue;

            var before = episodes[i - 1];
            if (before.To is null) yield return ("142", before.Row);
            if (before.To > episode.From) yield return ("501", row);
            if (before is { To: not null, GoesOn: false } && episode.Began != "S") yield return ("432", row);
            if (before is { To: { } end, GoesOn: true } && episode.Began != "S" && end != episode.From) yield return ("433", row);
        }

        if (episodes is [.., { Ended: "X1" } last]) yield return ("388", last.Row);
    }

    /// <summary>The code says under four, and the child was not, or the other way (EDGE-24); on the fourth birthday either passes.</summary>
    public static string? Doubt(Review review, DateOnly? born) => born?.AddYears(4) is not { } four ? null
        : review.Participation == "PN0" && review.On > four ? "440"
        : review.Participation != "PN0" && review.On < four ? "441"
        : null;
}
