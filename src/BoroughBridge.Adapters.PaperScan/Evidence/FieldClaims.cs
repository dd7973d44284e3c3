using System.Globalization;
using BoroughBridge.Adapters.PaperScan.Pages;

namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>What the labelled values of a form say of a child, each by all the readings there are of it.</summary>
internal sealed class FieldClaims(Roster roster, int thisYear)
{
    private const int Believed = 70;
    private const double Like = 0.36;
    private const double BothLike = 0.62;
    private const double Apart = 0.25;
    private static readonly string[] DayForms = ["ddMMyyyy", "dMMyyyy", "dMyy", "ddMyy", "dMMMMyyyy", "dMMMyyyy"];

    public IReadOnlyList<Claim> Read(PageReading page)
    {
        var claims = new List<Claim>();
        foreach (var field in page.Fields)
        {
            var found = field.Kind switch
            {
                FieldKind.PersonId => Ids(field),
                FieldKind.BirthDate => BirthDate(field),
                FieldKind.Name => Name(field.Readings, field.Confidence),
                _ => [],
            };
            claims.AddRange(found.Select(claim => new Claim(claim.Source, claim.Persons, page.Page, field.Row)));
        }

        foreach (var (given, family) in Pairs(page.Fields))
            claims.AddRange(Name(Joined(given, family), Math.Min(given.Confidence, family.Confidence)).Select(claim => new Claim(claim.Source, claim.Persons, page.Page, family.Row)));
        if (Likest(page.Fields) is { } likest) claims.Add(new(ClaimSource.LikeNameAndBirthDate, [likest], page.Page, 0));

        return claims;
    }

    /// <summary>Rows whose values were read as fields: what the plain text says of them is one of these readings.</summary>
    public static IReadOnlySet<(int Row, ClaimSource Source)> Covered(PageReading page) => page.Fields
        .SelectMany(field => field.Kind switch
        {
            FieldKind.BirthDate => new[] { (field.Row, ClaimSource.BirthDate) },
            FieldKind.Name or FieldKind.Given or FieldKind.Family => [(field.Row, ClaimSource.NearName)],
            FieldKind.PersonId => [(field.Row, ClaimSource.PersonId)],
            _ => [],
        })
        .ToHashSet();

    private IEnumerable<(ClaimSource Source, IReadOnlyList<string> Persons)> Ids(FieldRead field) => roster.IdForm is not { } form
        ? []
        : AgreedId.Of(form, roster, field.Readings).Select(id => (ClaimSource.PersonId, (IReadOnlyList<string>)(roster.ById(id.Id) is { } known ? [known.Id] : [])));

    private IEnumerable<(ClaimSource Source, IReadOnlyList<string> Persons)> BirthDate(FieldRead field)
    {
        var days = field.Readings.Select(DayOf).OfType<DateOnly>().GroupBy(day => day).Select(day => (Day: day.Key, Votes: day.Count())).ToArray();
        var born = days.Select(day => roster.BornOn(day.Day)).Where(persons => persons.Count > 0).ToArray();
        if (born.Length > 0) return born.Select(persons => (ClaimSource.BirthDate, persons));

        // A day on which nobody is born is said by two readings, or by one that is sure where there is no other.
        return days.Any(day => day.Votes > 1) || (days.Length == 1 && field.Confidence >= Believed && field.Readings.Count() == 1) ? [(ClaimSource.BirthDate, [])] : [];
    }

    private IEnumerable<(ClaimSource Source, IReadOnlyList<string> Persons)> Name(IEnumerable<string> readings, int confidence)
    {
        var values = readings.Select(Letters.Fold).Where(value => value.Length > 3).ToArray();
        var exact = values.Select(value => Fitting(value, 0)).Where(persons => persons.Count > 0).ToArray();
        if (exact.Length > 0) return exact.Select(persons => (ClaimSource.Name, persons)).DistinctBy(claim => string.Join(' ', claim.Item2));

        var near = values.SelectMany(value => Fitting(value, 2)).Distinct(StringComparer.Ordinal).ToArray();
        if (near.Length > 0) return [(ClaimSource.NearName, near)];

        var sure = values.Length > 1 ? values.GroupBy(value => value).Any(value => value.Count() > 1) : values.Length == 1 && confidence >= Believed;

        return sure ? [(ClaimSource.NearName, [])] : [];
    }

    private IReadOnlyList<string> Fitting(string value, int within) =>
        [.. roster.All.Where(known => known.Names.Any(name => Letters.Distance(string.Concat(name), value, within) <= within)).Select(known => known.Id)];

    private DateOnly? DayOf(string reading) => PaperDates.Anywhere().Match(reading) is { Success: true } match ? PaperDates.Of(match, 1, thisYear) : null;

    // The one person whom name and birth date, both as they were read, fit well, and nobody else nearly as well. Confirms what something else names, names nobody itself.
    private string? Likest(IReadOnlyList<FieldRead> fields)
    {
        var names = fields.Where(field => field.Kind == FieldKind.Name).SelectMany(field => field.Readings)
            .Concat(Pairs(fields).SelectMany(pair => Joined(pair.Given, pair.Family))).Select(Letters.Fold).Where(name => name.Length > 3).ToArray();
        var days = fields.Where(field => field.Kind is FieldKind.BirthDate or FieldKind.Unknown).SelectMany(field => field.Readings).Select(Letters.Fold).Where(day => day.Length > 3).ToArray();
        if (names.Length == 0 || days.Length == 0) return null;

        var fits = roster.All.Where(known => known.Person.DateOfBirth is not null)
            .Select(known => (known.Id, Name: names.Min(name => known.Names.Min(own => Unlike(name, string.Concat(own)))), Day: days.Min(day => Written(known.Person.DateOfBirth!.Value).Min(own => Unlike(day, own)))))
            .OrderBy(fit => fit.Name + fit.Day).ToArray();
        var best = fits[0];
        if (best.Name > Like || best.Day > Like || best.Name + best.Day > BothLike) return null;

        return fits.Length == 1 || fits[1].Name + fits[1].Day - best.Name - best.Day >= Apart ? best.Id : null;
    }

    private static double Unlike(string one, string other) => Letters.Distance(one, other, 8) / (double)Math.Max(1, other.Length);

    private static IEnumerable<string> Written(DateOnly day) => DayForms.Select(form => Letters.Fold(day.ToString(form, CultureInfo.InvariantCulture)));

    private static IEnumerable<(FieldRead Given, FieldRead Family)> Pairs(IReadOnlyList<FieldRead> fields) => fields.Where(field => field.Kind == FieldKind.Family)
        .Select(family => (Given: fields.FirstOrDefault(field => field.Kind == FieldKind.Given && Math.Abs(field.Row - family.Row) <= 1), Family: family))
        .Where(pair => pair.Given is not null)
        .Select(pair => (pair.Given!, pair.Family));

    private static IEnumerable<string> Joined(FieldRead given, FieldRead family) =>
        given.Readings.SelectMany(one => family.Readings.Select(other => $"{one.Trim(' ', '|', '[', ']')} {other.Trim(' ', '|', '[', ']')}")).Distinct();
}
