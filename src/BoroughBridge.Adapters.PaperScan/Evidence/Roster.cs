using System.Text;
using System.Text.RegularExpressions;
using BoroughBridge.Holding.Records;

namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>A person of the index and the names, folded, that papers may call them by.</summary>
internal sealed record Known(Person Person, IReadOnlyList<IReadOnlyList<string>> Names)
{
    public string Id => Person.IcsPersonId;

    public string Given => Letters.Fold(Person.Given);
}

/// <summary>The holder's person index, arranged for finding children on paper, and for knowing who comes near whom.</summary>
internal sealed class Roster
{
    private const int ShortestId = 5;
    private readonly Dictionary<string, Known> byId;
    private readonly ILookup<string, Known> byNhsNumber;
    private readonly ILookup<string, (Known Person, IReadOnlyList<string> Name)> byFirstWord;

    public Roster(IEnumerable<Person> persons)
    {
        All = [.. persons.Select(person => new Known(person, [.. NamesOf(person)]))];
        byId = All.ToDictionary(known => known.Id.ToUpperInvariant());
        byNhsNumber = All.Where(known => known.Person.NhsNumber is not null).ToLookup(known => new string([.. known.Person.NhsNumber!.Where(char.IsAsciiDigit)]));
        byFirstWord = All.SelectMany(known => known.Names.Select(name => (known, name))).ToLookup(pair => pair.name[0]);
        IdForm = FormOf(byId.Keys);
    }

    public IReadOnlyList<Known> All { get; }

    /// <summary>Finds whatever is written like one of the index's person ids, whoever's it is; none where there are no ids long enough to tell.</summary>
    public Regex? IdForm { get; }

    public Known? ById(string id) => byId.GetValueOrDefault(id.ToUpperInvariant());

    public IEnumerable<Known> ByNhsNumber(string digits) => byNhsNumber[digits];

    public IEnumerable<(Known Person, IReadOnlyList<string> Name)> StartingWith(string word) => byFirstWord[word];

    public IReadOnlyList<string> BornOn(DateOnly day) => [.. All.Where(known => known.Person.DateOfBirth == day).Select(known => known.Id)];

    /// <summary>Who could be taken for this person: a like name, the same birth date and family name, or a like id.</summary>
    public IReadOnlyList<Neighbour> NearTo(string id)
    {
        if (ById(id) is not { } person) return [];

        return [.. All.Where(other => other.Id != person.Id).Select(other => Compare(person, other)).Where(near => near.Name || near.Id)];
    }

    private static Neighbour Compare(Known person, Known other)
    {
        var sameDay = person.Person.DateOfBirth is { } day && other.Person.DateOfBirth == day;
        string family = Letters.Fold(person.Person.Family), otherFamily = Letters.Fold(other.Person.Family);
        var likeGiven = Letters.Distance(person.Given, other.Given, 2) <= (Math.Min(person.Given.Length, other.Given.Length) > 4 ? 2 : 1);
        var likeFamily = Letters.Distance(family, otherFamily, 1) <= 1;

        return new(
            other.Id,
            Name: (likeGiven && likeFamily) || (sameDay && (likeGiven || likeFamily)),
            Id: Letters.Distance(person.Id, other.Id, 1) <= 1);
    }

    private static IEnumerable<IReadOnlyList<string>> NamesOf(Person person)
    {
        string[] names = [$"{person.Given} {person.Family}", $"{person.Family}, {person.Given}", .. person.AlsoKnownAs];
        foreach (var name in names)
        {
            var words = name.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(Letters.Fold).Where(word => word.Length > 0).ToArray();
            if (words.Length >= 2) yield return words;
        }
    }

    // 4122821 gives \d{7}; ISL-000123 gives ISL-\d{6} only where all ids begin so, else [A-Z]{3}-\d{6}.
    private static Regex? FormOf(IEnumerable<string> ids)
    {
        var forms = ids.Where(id => id.Length >= ShortestId && id.Any(char.IsAsciiDigit)).Select(Form).Distinct().Take(50).ToArray();

        return forms.Length == 0 ? null : new($"(?<![A-Z0-9])(?:{string.Join('|', forms)})(?![A-Z0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
    }

    private static string Form(string id)
    {
        var form = new StringBuilder();
        foreach (var c in id) form.Append(char.IsAsciiDigit(c) ? @"\d" : char.IsAsciiLetter(c) ? "[A-Z]" : Regex.Escape(c.ToString()));

        return form.ToString();
    }
}

/// <summary>A person who comes near another.</summary>
/// <param name="Person">ICS person id.</param>
/// <param name="Name">By name or birth date.</param>
/// <param name="Id">By an id one character off.</param>
public sealed record Neighbour(string Person, bool Name, bool Id);
