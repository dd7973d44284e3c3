using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Alarms;
using BoroughBridge.DisclosureLog.Witnessing;

namespace BoroughBridge.DisclosureLog.Reconciling;

/// <summary>
/// Pairs this part's disclosures of the last day with those of the parts it discloses to or reads from: routing with every holder, a holder with
/// routing. What does not pair is an alarm (AL-13) and stays one until it is a day old or explained.
/// </summary>
public sealed class ReconcileRound
{
    private const string Routing = "routing";
    private const int MostPages = 1000;
    private const int MostBytes = 4 << 20;
    private static readonly TimeSpan Window = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly PairableReader reader;
    private readonly PeerLogs peers;
    private readonly LogAlarms alarms;
    private readonly TimeProvider clock;

    internal ReconcileRound(PairableReader reader, PeerLogs peers, LogAlarms alarms, TimeProvider clock)
    {
        (this.reader, this.peers, this.alarms, this.clock) = (reader, peers, alarms, clock);
    }

    /// <summary>The last report by partner.</summary>
    public IReadOnlyDictionary<string, PairingReport> Last { get; private set; } = new Dictionary<string, PairingReport>();

    public async Task RunAsync(string self, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // Both sides are read from a little before the window: no pair is cut in two at its edge.
        var since = now - Window - Pairing.OrphanAfter;
        var own = await reader.AllAsync(self, since, ct);
        var reports = new Dictionary<string, PairingReport>(StringComparer.Ordinal);
        foreach (var partner in peers.All.Where(peer => self == Routing || peer.Part == Routing))
        {
            var alarm = "log-reconcile-" + partner.Part;
            try
            {
                var theirs = await TheirsAsync(partner, since, ct);
                var ours = own.Where(fact => self != Routing || fact.Holder == partner.Part);
                var report = Pairing.Of([.. ours, .. theirs], now, now - Window);
                reports[partner.Part] = report;
                if (report.IsClean) alarms.Clear(alarm);
                else alarms.Raise(alarm, string.Create(CultureInfo.InvariantCulture, $"orphans-{report.Orphans.Count}-manifests-{report.DifferingManifests.Count}-times-{report.DifferingTimes.Count}"));
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                alarms.Raise(alarm, "not-answered");
            }
        }

        Last = reports;
    }

    private async Task<IReadOnlyList<PairableFact>> TheirsAsync(PeerLog partner, DateTimeOffset since, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var all = new List<PairableFact>();
        long? from = 0;
        for (var page = 0; from is not null && page < MostPages; page++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"facts?from={from}&since={since.ToUnixTimeSeconds()}");
            using var answer = await peers.Http.GetAsync(new Uri(partner.Prefix, path), patience.Token);
            answer.EnsureSuccessStatusCode();
            if (answer.Content.Headers.ContentLength > MostBytes) throw new IOException("too long");
            var facts = await answer.Content.ReadFromJsonAsync<PairableFacts>(Wire.Json, patience.Token) ?? throw new JsonException();
            all.AddRange(facts.Facts);
            from = facts.Next > from ? facts.Next : null;
        }

        return all;
    }
}
