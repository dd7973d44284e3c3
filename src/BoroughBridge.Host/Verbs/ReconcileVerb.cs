using System.CommandLine;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Reconciling;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Host.Verbs;

/// <summary>
/// <c>reconcile --json</c>: pairs the Source entries of the holders that run here with routing's Recipient entries, by transaction and child; exit 1
/// where one stands alone for more than fifteen minutes, or a pair does not say the same. Between installations, each side writes its facts out
/// (<c>--out</c>) and takes the other's in (<c>--with</c>).
/// </summary>
internal static class ReconcileVerb
{
    private const int MostBytes = 1 << 30;

    internal sealed record Report(
        int Pairs, int Pending, IReadOnlyList<string> Holders, IReadOnlyList<PairableFact> Orphans, IReadOnlyList<Difference> DifferingManifests, IReadOnlyList<Difference> DifferingTimes);

    public static Command Command()
    {
        var to = new Option<string?>("--out") { Description = "write this installation's facts to a file, for the other side" };
        var with = new Option<string?>("--with") { Description = "file of the other side's facts" };

        return new Command("reconcile", "pair source with recipient entries; list orphans and what differs") { CommandLine.Json(), to, with }.Asks(async (installation, parsed, ct) =>
        {
            var holders = installation.Options.Holdings.ConvertAll(holding => holding.Holding.Authority);
            var facts = new List<PairableFact>();
            if (installation.Options.Routing is not null)
            {
                using var routing = installation.Routing();
                facts.AddRange(await FactsAsync(routing, ct));
            }

            foreach (var holder in holders)
            {
                using var socket = installation.Holding(holder);
                facts.AddRange(await FactsAsync(socket, ct));
            }

            if (parsed.GetValue(to) is { } file)
            {
                await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(facts, Wire.Json), ct);
                await Output.LineAsync($"{facts.Count} facts in {file}");

                return ExitCodes.Ok;
            }

            if (parsed.GetValue(with) is { } other) facts.AddRange(await TheirsAsync(other, ct));
            var report = Pair(holders, facts, TimeProvider.System.GetUtcNow());
            await Output.JsonAsync(report);

            return report.Orphans.Count + report.DifferingManifests.Count + report.DifferingTimes.Count > 0 ? ExitCodes.No : ExitCodes.Ok;
        });
    }

    /// <summary>As <see cref="Pairing"/> does, of what the holders named here are party to; all where none is.</summary>
    internal static Report Pair(IReadOnlyList<string> holders, IReadOnlyList<PairableFact> facts, DateTimeOffset now)
    {
        var report = Pairing.Of(facts.Where(fact => holders.Count == 0 || holders.Contains(fact.Holder)), now);

        return new(report.Pairs, report.Pending, holders, report.Orphans, report.DifferingManifests, report.DifferingTimes);
    }

    private static async Task<List<PairableFact>> FactsAsync(OperatorSocket socket, CancellationToken ct) => await socket.GetAsync<List<PairableFact>>("operator/log/disclosures", ct);

    private static async Task<List<PairableFact>> TheirsAsync(string file, CancellationToken ct)
    {
        try
        {
            if (new FileInfo(file).Length > MostBytes) throw new RefusalException(ExitCodes.Usage, $"{file} is too long to be facts");

            return JsonSerializer.Deserialize<List<PairableFact>>(await File.ReadAllBytesAsync(file, ct), Wire.Json) ?? throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RefusalException(ExitCodes.Usage, $"{file} cannot be read as facts of another installation");
        }
    }
}
