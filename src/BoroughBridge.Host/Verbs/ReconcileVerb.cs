using System.CommandLine;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Host.Logs;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Host.Verbs;

/// <summary>
/// <c>reconcile --json</c>: pairs the Source entries of the holders that run here with routing's Recipient entries, by transaction and child; exit 1
/// where one stands alone. A Source entry whose transaction routing noted as not disclosed is paired. An orphan seconds old may be a read in flight.
/// </summary>
internal static class ReconcileVerb
{
    internal sealed record Orphan(string Log, string Kind, long Index, DateTimeOffset At, string? Transaction, string? ChildRef);

    internal sealed record Report(int Pairs, IReadOnlyList<string> Holders, IReadOnlyList<Orphan> Orphans);

    public static Command Command() => new Command("reconcile", "pair source with recipient entries and list orphans") { CommandLine.Json() }.Asks(async (installation, _, ct) =>
    {
        using var routing = installation.Routing();
        var received = await LinesAsync(routing, ct);
        var holders = installation.Options.Holdings.ConvertAll(holding => holding.Holding.Authority);
        var sent = new List<(string Holder, DisclosureLine Line)>();
        foreach (var holder in holders)
        {
            using var socket = installation.Holding(holder);
            sent.AddRange((await LinesAsync(socket, ct)).Select(line => (holder, line)));
        }

        var report = Pair(holders, sent, received);
        await Output.JsonAsync(report);

        return report.Orphans.Count > 0 ? ExitCodes.No : ExitCodes.Ok;
    });

    /// <summary>Every Source entry wants an answer of routing's, and every Recipient entry a Source.</summary>
    internal static Report Pair(IReadOnlyList<string> holders, IReadOnlyList<(string Holder, DisclosureLine Line)> sent, IReadOnlyList<DisclosureLine> received)
    {
        var sources = sent.Where(line => line.Line.Kind == LogKinds.Source).ToList();
        var answered = received.Select(KeyOf).ToHashSet();
        var known = sources.Select(line => KeyOf(line.Line)).ToHashSet();
        Orphan[] orphans =
        [
            .. sources.Where(line => !answered.Contains(KeyOf(line.Line))).Select(line => OrphanOf(line.Holder, line.Line)),
            .. received.Where(line => line.Kind == LogKinds.Recipient && !known.Contains(KeyOf(line))).Select(line => OrphanOf("routing", line)),
        ];

        return new(sources.Count(line => answered.Contains(KeyOf(line.Line))), holders, orphans);
    }

    private static (string?, string?) KeyOf(DisclosureLine line) => (line.Transaction, line.ChildRef);

    private static Orphan OrphanOf(string log, DisclosureLine line) => new(log, line.Kind, line.Index, line.At, line.Transaction, line.ChildRef);

    private static async Task<List<DisclosureLine>> LinesAsync(OperatorSocket socket, CancellationToken ct) => await socket.GetAsync<List<DisclosureLine>>("operator/log/disclosures", ct);
}
