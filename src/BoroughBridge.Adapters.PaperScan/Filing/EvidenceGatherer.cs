using BoroughBridge.Adapters.PaperScan.Batches;
using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Pages;

namespace BoroughBridge.Adapters.PaperScan.Filing;

/// <summary>Gathers, from the readings of a document's pages and from what announced it, the evidence it is decided by.</summary>
internal sealed class EvidenceGatherer(Roster roster, IReadOnlyDictionary<string, string> types, int thisYear)
{
    private const int WordsToCompare = 20;
    private const double SharedAtLeast = 0.5;
    private const int RunsThrough = 2;
    private const int SurelyRead = 80;
    private readonly ClaimReader reader = new(roster, thisYear);

    /// <param name="segment">The document.</param>
    /// <param name="readings">Readings of the whole file by page.</param>
    /// <param name="batchFault">Why the batch is held, if it is.</param>
    /// <param name="pageFaults">Why pages of the document could not be read.</param>
    public FilingEvidence Gather(Segment segment, IReadOnlyDictionary<int, PageReading> readings, string? batchFault, IReadOnlyList<string> pageFaults)
    {
        var pages = segment.Pages.Where(readings.ContainsKey).Select(page => readings[page]).ToArray();
        var texts = pages.Select(PageText.Of).ToArray();
        var claims = pages.SelectMany(reader.Read).Concat(Announced(segment, readings)).ToList();
        var named = claims.SelectMany(claim => claim.Persons).Distinct().ToArray();
        var given = named.Select(roster.ById).OfType<Known>().Select(GivenWord).ToHashSet();
        claims.AddRange(GivenNames(texts, given));

        return new()
        {
            Claims = claims,
            LayerClaims = [.. pages.Where(page => page.LayerLines.Count > 0).Select(PageText.OfLayer).SelectMany(reader.Read)],
            LayerIsAnotherText = pages.Any(IsAnotherText),
            Near = named.ToDictionary(person => person, roster.NearTo),
            Pages = segment.Printed,
            Announced = segment.Cover?.Pages,
            Voices = [.. texts.Select(Voice)],
            TypeRead = texts.Length == 0 ? null : PaperKind.TypeOf(texts[0]),
            TypeAnnounced = Translate(segment.Cover?.Type ?? segment.Index?.Type),
            BatchFault = batchFault,
            PageFaults = pageFaults,
        };
    }

    /// <summary>The evidence of all documents of a file, each seen beside the others.</summary>
    public static IReadOnlyList<FilingEvidence> BesideEachOther(IReadOnlyList<FilingEvidence> documents) =>
        [.. documents.Select((document, at) => document with { NamedBeside = [.. documents.Where((_, other) => other != at).SelectMany(other => other.Claims).SelectMany(claim => claim.Persons).Distinct()] })];

    /// <summary>A borough's type code in ours; none where it has none that we classify by.</summary>
    public string? Translate(string? code) =>
        code is null ? null : types.TryGetValue(code, out var ours) ? (ours == PaperKind.Unclassified ? null : ours) : Fhir.DocumentTypes.All.Knows(code) ? code : null;

    private IEnumerable<Claim> Announced(Segment segment, IReadOnlyDictionary<int, PageReading> readings)
    {
        if (segment.Cover is { } cover) yield return new(ClaimSource.Cover, One(cover.IcsPersonId), segment.SheetPage ?? 0, 0);
        if (segment.Index is { } row) yield return new(ClaimSource.Index, One(row.PersonId), 0, 0);
        if (segment.Cover is null && segment.SheetPage is { } sheet && readings.TryGetValue(sheet, out var reading))
        {
            foreach (var claim in reader.Read(reading).Where(claim => claim.Source == ClaimSource.PersonId)) yield return claim with { Source = ClaimSource.SheetPrint };
        }
    }

    private IReadOnlyList<string> One(string id) => roster.ById(id) is { } known ? [known.Id] : [];

    // A page on which another child's given name runs through and the named child's never occurs was written about the other.
    private IEnumerable<Claim> GivenNames(PageText[] texts, HashSet<string> given)
    {
        foreach (var text in texts)
        {
            var words = Capitalised(text);
            if (words.Any(given.Contains)) continue;

            var others = roster.All.GroupBy(GivenWord).Where(group => group.Key.Length > 2 && words.Count(word => word == group.Key) >= RunsThrough);
            foreach (var other in others) yield return new(ClaimSource.GivenName, [.. other.Select(known => known.Id)], text.Page, 0);
        }
    }

    private PageVoice Voice(PageText text)
    {
        var sure = text.Rows.SelectMany(row => row.Words).Where(word => word.Confidence >= SurelyRead && char.IsUpper(word.Text[0])).Select(word => Letters.Fold(Possessive(word.Text)))
            .GroupBy(word => word).ToDictionary(word => word.Key, word => word.Count());

        return new(text.Page, roster.All.Where(known => sure.ContainsKey(GivenWord(known))).ToDictionary(known => known.Id, known => sure[GivenWord(known)]));
    }

    private static string[] Capitalised(PageText text) =>
        [.. text.Rows.SelectMany(row => row.Words).Where(word => char.IsUpper(word.Text[0])).Select(word => Letters.Fold(Possessive(word.Text)))];

    private static string GivenWord(Known known) => Letters.Fold(known.Person.Given.Split(' ')[0]);

    private static string Possessive(string word) => word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("’s", StringComparison.Ordinal) ? word[..^2] : word;

    private static bool IsAnotherText(PageReading page)
    {
        var image = page.Words.Where(word => word.Confidence >= 50).Select(word => Letters.Fold(word.Text)).Where(word => word.Length > 2).ToList();
        var layer = page.LayerLines.SelectMany(line => line.Split(' ')).Select(Letters.Fold).Where(word => word.Length > 2).ToList();
        if (image.Count < WordsToCompare || layer.Count < WordsToCompare) return false;

        return Likeness.Shared(image, layer) < SharedAtLeast * Math.Min(image.Count, layer.Count);
    }
}
