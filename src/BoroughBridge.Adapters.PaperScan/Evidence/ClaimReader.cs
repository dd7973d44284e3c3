using System.Text.RegularExpressions;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Fhir;

namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>Finds on a page whatever speaks of a child: ids, NHS numbers, names, birth dates. Hears every child on it, not only the expected one.</summary>
internal sealed partial class ClaimReader(Roster roster, int thisYear)
{
    // Below this a birth date or labelled name that fits nobody is a misreading, not a statement.
    private const int Believed = 70;

    private readonly FieldClaims fields = new(roster, thisYear);

    /// <summary>What the print of a page says, and what the labelled values on it say; a value is not heard twice.</summary>
    public IReadOnlyList<Claim> Read(PageReading page)
    {
        var covered = FieldClaims.Covered(page);

        return [.. Read(PageText.Of(page)).Where(claim => !covered.Contains((claim.Place, claim.Source)) || claim is { Source: ClaimSource.PersonId, Persons.Count: > 0 }), .. fields.Read(page)];
    }

    public IReadOnlyList<Claim> Read(PageText page)
    {
        var claims = new List<Claim>();
        for (var place = 0; place < page.Rows.Count; place++)
        {
            var row = page.Rows[place];
            claims.AddRange(Ids(row).Concat(NhsNumbers(row)).Concat(BirthDates(row)).Concat(Names(row)).Select(found => new Claim(found.Source, found.Persons, page.Page, place)));
        }

        return claims;
    }

    private IEnumerable<(ClaimSource Source, IReadOnlyList<string> Persons)> Ids(Row row)
    {
        if (roster.IdForm is not { } form) yield break;

        // A word that was read twice speaks only where the readings agree; what stands beside such words, or is parted by spaces, is taken as it was read.
        var rest = row.Words.Select(word => row.Again.ContainsKey(word) ? new string('\n', word.Text.Length) : word.Text);
        foreach (Match match in form.Matches(string.Join(' ', rest))) yield return (ClaimSource.PersonId, One(roster.ById(match.Value)));
        foreach (var word in row.Words.Where(row.Again.ContainsKey))
        {
            foreach (var (id, _) in AgreedId.Of(form, roster, [word.Text, .. row.Again[word]])) yield return (ClaimSource.PersonId, One(roster.ById(id)));
        }
    }

    private IEnumerable<(ClaimSource Source, IReadOnlyList<string> Persons)> NhsNumbers(Row row) => NhsForm().Matches(row.Text)
        .Select(match => new string([.. match.Value.Where(char.IsAsciiDigit)]))
        .Where(Identifiers.IsNhsNumber)
        .Select(digits => (Source: ClaimSource.NhsNumber, Persons: (IReadOnlyList<string>)[.. roster.ByNhsNumber(digits).Select(known => known.Id)]))
        .Where(claim => claim.Persons.Count > 0 || roster.All.Any(known => known.Person.NhsNumber is not null));

    private IEnumerable<(ClaimSource Source, IReadOnlyList<string> Persons)> BirthDates(Row row)
    {
        foreach (Match match in PaperDates.Birth().Matches(row.Text))
        {
            if (PaperDates.Of(match, 1, thisYear) is not { } day) continue;

            var born = roster.BornOn(day);
            if (born.Count > 0 || row.Confidence(match.Index, match.Length) >= Believed) yield return (ClaimSource.BirthDate, born);
        }
    }

    private IEnumerable<(ClaimSource Source, IReadOnlyList<string> Persons)> Names(Row row)
    {
        var words = row.Words.Select(word => Letters.Fold(word.Text)).ToArray();
        var exact = new List<int>();
        for (var at = 0; at + 1 < words.Length; at++)
        {
            var fits = roster.StartingWith(words[at]).Where(entry => StandsAt(words, at, entry.Name)).ToArray();
            if (fits.Length == 0) continue;

            exact.Add(at);
            yield return (ClaimSource.Name, Distinct(fits.Select(fit => fit.Person.Id)));
        }

        foreach (var labelled in Labelled(row.Text))
        {
            if (labelled.Words.Length < 2) continue;

            // The value may run on into the next label, so its beginnings are tried: two words, three, four.
            var values = Enumerable.Range(2, labelled.Words.Length - 1).Select(count => string.Concat(labelled.Words.Take(count))).ToArray();
            var same = Fitting(values, 0);
            if (same.Count > 0)
            {
                yield return (ClaimSource.Name, same);
                continue;
            }

            var near = Fitting(values, 2);
            if (near.Count > 0 || row.Confidence(labelled.At, labelled.Length) >= Believed) yield return (ClaimSource.NearName, near);
        }
    }

    private IReadOnlyList<string> Fitting(string[] values, int within) => Distinct(roster.All
        .Where(known => known.Names.Select(name => string.Concat(name)).Any(name => values.Any(value => Letters.Distance(name, value, within) <= within)))
        .Select(known => known.Id));

    private static bool StandsAt(string[] words, int at, IReadOnlyList<string> name) =>
        at + name.Count <= words.Length && name.Select((part, offset) => words[at + offset] == part).All(same => same);

    private static IEnumerable<(string[] Words, int At, int Length)> Labelled(string row)
    {
        foreach (Match match in NameForm().Matches(row)) yield return Value(match.Groups[1]);
        foreach (Match match in TwoNames().Matches(row))
        {
            var (given, family) = (Value(match.Groups[1]), Value(match.Groups[2]));
            yield return ([.. given.Words, .. family.Words], match.Index, match.Length);
        }

        static (string[] Words, int At, int Length) Value(Group group) =>
            ([.. group.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Letters.Fold).Where(word => word.Length > 1)], group.Index, group.Length);
    }

    private static IReadOnlyList<string> One(Known? known) => known is null ? [] : [known.Id];

    private static IReadOnlyList<string> Distinct(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"(?<!\d)\d{3}\s?\d{3}\s?\d{4}(?!\d)", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex NhsForm();

    [GeneratedRegex(@"\b(?:name\s+of\s+(?:the\s+)?(?:child|young\s+person)(?:\s*/\s*young\s+person)?|child(?:'s|’s)?\s+name|young\s+person(?:'s|’s)?\s+name|child\s*:|re\s*:|full\s+name)\W{0,3}((?-i:[\p{Lu}][\p{L}'’\-]+\s?){2,4})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\b(?:given|first|fore)\s*names?\W{0,3}([\p{L}'’\- ]{2,40}?)\s+(?:family\s*name|last\s*name|surname)\W{0,3}([\p{L}'’\-]{2,40})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex TwoNames();
}
