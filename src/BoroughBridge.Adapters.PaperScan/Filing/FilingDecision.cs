// Promise: a document is filed without a person only when everything that speaks of a child speaks of the same one, twice independently,
// the document is complete, and nobody comes near. One thing against it, and a person decides.
using BoroughBridge.Adapters.PaperScan.Evidence;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>The filing rule: the five conditions, as one function of the evidence.</summary>
public static class FilingDecision
{
    // What names a child by itself. A name does not (two may bear it), nor a birth date; together they do.
    private static readonly ClaimSource[] Naming = [ClaimSource.Cover, ClaimSource.Index, ClaimSource.PersonId, ClaimSource.NhsNumber];

    // Both are somebody's typing about the paper; neither is on it.
    private static readonly ClaimSource[] Clerical = [ClaimSource.Cover, ClaimSource.Index];

    // A given name this often on a page was not misread each time.
    private const int SurelyRead = 2;

    public static FilingOutcome Decide(FilingEvidence evidence)
    {
        var reasons = new List<string>();
        if (evidence.BatchFault is { } fault) reasons.Add(fault);
        reasons.AddRange(evidence.PageFaults.Distinct());
        reasons.AddRange(Incomplete(evidence));

        var named = Named(evidence.Claims);
        if (named.Count == 0) reasons.AddRange(Unnamed(evidence.Claims));
        if (named.Count == 0) reasons.AddRange(Contradictions(evidence.Claims, null));
        if (named.Count > 1) reasons.Add(Quarrel(evidence.Claims));
        if (named.Count == 1) reasons.AddRange(Against(evidence, named.First()));
        if (evidence.TypeRead is { } read && evidence.TypeAnnounced is { } announced && read != announced) reasons.Add("type-differs");

        return reasons.Count == 0 ? new FilingOutcome.File(named.First()) : new FilingOutcome.Hold([.. reasons.Distinct()]);
    }

    // Nobody is named: said is what there is, for the person who looks.
    private static IEnumerable<string> Unnamed(IReadOnlyList<Claim> claims)
    {
        if (ByNameAndBirthAll(claims).Length > 1) yield return "two-children-fit";
        if (Fitting(claims, ClaimSource.BirthDate).Any() && claims.All(claim => claim.Source is not ClaimSource.Name)) yield return "name-not-exact";
        yield return claims.Any(claim => claim.Persons.Count > 0) ? "one-source-only" : "no-child-named";
    }

    private static IEnumerable<string> Against(FilingEvidence evidence, string person)
    {
        // (a) two independent sources, one of them on the paper itself
        var sources = Sources(evidence.Claims, person);
        if (sources.Count < 2) yield return "one-source-only";
        else if (sources.All(source => Clerical.Contains(source))) yield return "text-does-not-confirm";

        // (b) nothing names another
        foreach (var reason in Contradictions(evidence.Claims, person)) yield return reason;
        var (silent, doubtful) = PagesInDoubt(evidence, person);
        if (silent) yield return "page-names-nobody";
        if (doubtful) yield return "page-may-be-anothers";

        // (d) nobody near, or both the exact id and the exact name are there; an id one character off counts only when read twice, or where name and birth date tell the two apart
        var near = evidence.Near.GetValueOrDefault(person) ?? [];
        if (near.Any(other => other.Name) && !(ReadId(evidence.Claims, person) && ReadName(evidence.Claims, person, near))) yield return "near-child";
        var alikeById = near.Where(other => other.Id && (other.Name || !FitsByNameAndBirth(evidence.Claims, person)));
        if (alikeById.Any() && IdPlaces(evidence.Claims, person) < 2) yield return "near-id";

        // (e) raster and text layer agree
        if (evidence.LayerIsAnotherText || Contradictions(evidence.LayerClaims, person).Any()) yield return "text-layer-differs";
    }

    // Every page must speak of the child: counts and numbers add up too when two documents' second pages are swapped. Who comes near, and whom other documents of the
    // file name, must not be able to own it: it singles the child out, or it says the given name, and that is not theirs.
    private static (bool Silent, bool Doubtful) PagesInDoubt(FilingEvidence evidence, string person)
    {
        var alike = (evidence.Near.GetValueOrDefault(person) ?? []).Where(near => near.Name).Select(near => near.Person).ToArray();
        var rivals = alike.Concat(evidence.NamedBeside).Where(other => other != person).ToHashSet();
        var (silent, doubtful) = (false, false);
        foreach (var voice in evidence.Voices)
        {
            var claims = evidence.Claims.Where(claim => claim.Page == voice.Page && claim.Persons.Contains(person)).ToArray();
            if (claims.Any(claim => !claim.Persons.Any(rivals.Contains))) continue;

            var times = voice.GivenNames.GetValueOrDefault(person);
            if (claims.Length == 0 && times == 0) silent = true;
            else if (times == 0 || rivals.Any(rival => voice.GivenNames.ContainsKey(rival)) || (times < SurelyRead && alike.Length > 0)) doubtful = true;
        }

        return (silent, doubtful);
    }

    private static HashSet<string> Named(IReadOnlyList<Claim> claims)
    {
        var named = claims.Where(claim => Naming.Contains(claim.Source) && claim.Persons.Count == 1).Select(claim => claim.Persons[0]).ToHashSet(StringComparer.Ordinal);
        if (ByNameAndBirth(claims) is { } person) named.Add(person);

        return named;
    }

    // The one person whom a name and a birth date on the paper both fit; a name a letter or two off will do beside the date.
    private static string? ByNameAndBirth(IReadOnlyList<Claim> claims)
    {
        var both = ByNameAndBirthAll(claims);

        return both.Length == 1 ? both[0] : null;
    }

    private static string[] ByNameAndBirthAll(IReadOnlyList<Claim> claims) =>
        [.. Fitting(claims, ClaimSource.BirthDate).Intersect(Fitting(claims, ClaimSource.Name).Union(Fitting(claims, ClaimSource.NearName)))];

    // Rough readings of both confirm the one who is named otherwise.
    private static bool FitsByNameAndBirth(IReadOnlyList<Claim> claims, string person) =>
        ByNameAndBirth(claims) == person || claims.Any(claim => claim.Source == ClaimSource.LikeNameAndBirthDate && claim.Persons is [var only] && only == person);

    private static IEnumerable<string> Fitting(IReadOnlyList<Claim> claims, ClaimSource source) => claims.Where(claim => claim.Source == source).SelectMany(claim => claim.Persons).Distinct();

    private static HashSet<ClaimSource> Sources(IReadOnlyList<Claim> claims, string person)
    {
        var sources = claims.Where(claim => Naming.Contains(claim.Source) && claim.Persons is [var only] && only == person).Select(claim => claim.Source).ToHashSet();
        if (FitsByNameAndBirth(claims, person)) sources.Add(ClaimSource.BirthDate);

        return sources;
    }

    private static IEnumerable<string> Contradictions(IReadOnlyList<Claim> claims, string? person) => claims
        .Where(claim => person is null ? claim.Persons.Count == 0 : !claim.Persons.Contains(person))
        .Select(claim => (claim.Source, claim.Persons.Count) switch
        {
            (ClaimSource.PersonId or ClaimSource.NhsNumber or ClaimSource.SheetPrint, 0) => "id-of-nobody",
            (ClaimSource.Cover or ClaimSource.Index, 0) => "sheet-names-nobody-known",
            (ClaimSource.Name or ClaimSource.NearName, 0) => "name-of-nobody",
            (ClaimSource.BirthDate, _) => "birth-date-differs",
            (ClaimSource.GivenName, _) => "page-seems-anothers",
            _ => "another-child-named",
        })
        .Distinct();

    private static string Quarrel(IReadOnlyList<Claim> claims) =>
        IsJoint(claims) ? "joint-document" : Disagrees(claims, ClaimSource.Cover) ? "cover-and-text-differ" : Disagrees(claims, ClaimSource.Index) ? "index-and-text-differ" : "another-child-named";

    // Several children's ids in one row of a form: a record of brothers and sisters, theirs all, and shared only as renditions that somebody approved (EDGE-17).
    private static bool IsJoint(IReadOnlyList<Claim> claims) => claims.Where(claim => claim is { Source: ClaimSource.PersonId, Persons.Count: 1 })
        .GroupBy(claim => (claim.Page, claim.Place)).Any(row => row.Select(claim => claim.Persons[0]).Distinct().Count() > 1
            && row.All(claim => claims.Any(name => name.Source == ClaimSource.Name && name.Persons.Contains(claim.Persons[0]))));

    // What is on the paper speaks of others, and nothing on it of the one announced.
    private static bool Disagrees(IReadOnlyList<Claim> claims, ClaimSource source)
    {
        var paper = claims.Where(claim => !Clerical.Contains(claim.Source)).ToArray();

        return paper.Length > 0 && claims.Any(claim => claim.Source == source && !paper.Any(other => Naming.Contains(other.Source) && other.Persons.Intersect(claim.Persons).Any()));
    }

    private static bool ReadId(IReadOnlyList<Claim> claims, string person) =>
        claims.Any(claim => claim.Source is ClaimSource.PersonId or ClaimSource.NhsNumber && claim.Persons is [var only] && only == person);

    private static bool ReadName(IReadOnlyList<Claim> claims, string person, IReadOnlyList<Neighbour> near) =>
        claims.Any(claim => claim.Source == ClaimSource.Name && claim.Persons.Contains(person))
        && !claims.Any(claim => claim.Source == ClaimSource.Name && !claim.Persons.Contains(person) && near.Any(other => claim.Persons.Contains(other.Person)));

    private static int IdPlaces(IReadOnlyList<Claim> claims, string person) =>
        claims.Where(claim => claim.Source is ClaimSource.Cover or ClaimSource.Index or ClaimSource.PersonId && claim.Persons.Contains(person))
            .Select(claim => (Outside: Clerical.Contains(claim.Source) ? claim.Source : ClaimSource.PersonId, claim.Page, claim.Place)).Distinct().Count();

    // (c) page n of m, each once, all there; what a cover announces and what is printed must agree.
    private static IEnumerable<string> Incomplete(FilingEvidence evidence)
    {
        var printed = evidence.Pages.OfType<Batches.PageNumber>().ToArray();
        var count = evidence.Pages.Count;
        if (count == 0 || (evidence.Announced is { } announced && announced != count)) yield return "pages-missing";
        else if (printed.Any(page => page.Of > count)) yield return "pages-missing";
        else if (printed.Any(page => page.Of != count) || printed.DistinctBy(page => page.Number).Count() != printed.Length) yield return "pages-do-not-add-up";
    }
}
