namespace BoroughBridge.DisclosureLog.Reconciling;

/// <summary>Two entries of one transaction and child that do not say the same.</summary>
public sealed record Difference(PairableFact Source, PairableFact Recipient);

/// <summary>What the two sides' logs say of each other's disclosures (AL-13).</summary>
public sealed record PairingReport
{
    public required int Pairs { get; init; }
    /// <summary>Alone, and too young to be called an orphan: a read may be in flight.</summary>
    public required int Pending { get; init; }
    public required IReadOnlyList<PairableFact> Orphans { get; init; }
    /// <summary>Pairs whose manifests are not the same bytes.</summary>
    public required IReadOnlyList<Difference> DifferingManifests { get; init; }
    /// <summary>Pairs recorded too far apart.</summary>
    public required IReadOnlyList<Difference> DifferingTimes { get; init; }

    public bool IsClean => Orphans.Count == 0 && DifferingManifests.Count == 0 && DifferingTimes.Count == 0;
}

/// <summary>Pairs Source with Recipient entries by transaction and child: values in, value out.</summary>
public static class Pairing
{
    /// <summary>What stands alone longer than this is an orphan.</summary>
    public static readonly TimeSpan OrphanAfter = TimeSpan.FromMinutes(15);

    /// <summary>Both sides write within one request; an assertion lives thirty seconds.</summary>
    public static readonly TimeSpan TimesApart = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Every Source entry wants a Recipient entry, or routing's word that it did not pass it on; every Recipient entry wants a Source entry. One
    /// transaction may have several entries of a child, one for each allocation: their manifests pair as they can.
    /// </summary>
    /// <param name="facts">Of both sides.</param>
    /// <param name="now">What is younger than <see cref="OrphanAfter"/> is pending.</param>
    /// <param name="since">What is older stands alone because its twin was not asked for.</param>
    public static PairingReport Of(IEnumerable<PairableFact> facts, DateTimeOffset now, DateTimeOffset since = default)
    {
        var (pairs, pending) = (0, 0);
        var orphans = new List<PairableFact>();
        var manifests = new List<Difference>();
        var times = new List<Difference>();
        foreach (var group in facts.GroupBy(fact => (fact.Transaction, fact.ChildRef, fact.Holder)))
        {
            var sources = group.Where(fact => fact.Kind == LogKinds.Source).OrderBy(fact => fact.Index).ToList();
            var recipients = group.Where(fact => fact.Kind == LogKinds.Recipient).OrderBy(fact => fact.Index).ToList();
            foreach (var source in sources.ToArray())
            {
                if ((recipients.Find(one => one.Manifest == source.Manifest) ?? (recipients.Count == sources.Count ? recipients[0] : null)) is not { } twin) continue;
                pairs++;
                if (twin.Manifest != source.Manifest) manifests.Add(new(source, twin));
                if ((twin.At - source.At).Duration() > TimesApart) times.Add(new(source, twin));
                sources.Remove(source);
                recipients.Remove(twin);
            }

            // Not passed on: the holder's entry stands for what routing says it did not hand over.
            if (group.Any(fact => fact.Kind == LogKinds.NotDisclosed))
            {
                pairs += sources.Count;
                sources.Clear();
            }

            foreach (var alone in sources.Concat(recipients).Where(alone => alone.At >= since))
            {
                if (now - alone.At < OrphanAfter) pending++;
                else orphans.Add(alone);
            }
        }

        return new() { Pairs = pairs, Pending = pending, Orphans = orphans, DifferingManifests = manifests, DifferingTimes = times };
    }
}
