using System.Text.RegularExpressions;

namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>
/// The person ids that several readings of one place speak for. A wrong id comes back at high confidence now and then, so confidence settles nothing:
/// an id of nobody counts only where two readings agree on it, a known child's where no such other does; two known children are both said, which holds the paper.
/// </summary>
internal static class AgreedId
{
    /// <returns>Each id, and whether two readings gave it.</returns>
    public static IReadOnlyList<(string Id, bool Agreed)> Of(Regex form, Roster roster, IEnumerable<string> readings)
    {
        var all = readings.ToArray();
        var votes = all.SelectMany(reading => Ids(form, reading)).GroupBy(id => id).Select(id => (Id: id.Key, Votes: id.Count())).ToArray();

        return [.. votes.Where(vote => vote.Votes > 1 || all.Length == 1 || roster.ById(vote.Id) is not null).Select(vote => (vote.Id, vote.Votes > 1))];
    }

    // The whole word or nothing: a word with an id somewhere in it was not read. A place may hold two ids, with a stroke between.
    private static IEnumerable<string> Ids(Regex form, string reading) => reading.ToUpperInvariant().Split([' ', '/', '&'], StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Trim('.', ',', ':', ';', '(', ')', '|', '[', ']', '_', '-', '—', '\'', '"'))
        .Where(word => form.Match(word) is { Success: true } match && match.Length == word.Length)
        .Distinct();
}
