using System.Text.Json;
using BoroughBridge.Host.Operating;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.Scans;

namespace BoroughBridge.Host.Demonstration;

/// <summary>The paper borough's scans, each put into its drop folder once in the life of the demonstration.</summary>
internal sealed class ScansToDrop(string data)
{
    private string Folder => Path.Combine(data, "stand-ins", "scans");

    /// <summary>Makes the scans and submits those that were not submitted before.</summary>
    public async Task DropAsync(OperatorSocket holder, IReadOnlyList<DemonstrationChild> children, CancellationToken ct)
    {
        foreach (var scan in await DemonstrationScans.WriteAsync(Folder, children, ct))
        {
            var done = scan + ".submitted";
            if (File.Exists(done)) continue;
            var submitted = await PaperDrop.SubmitAsync(holder, [scan], ct);
            // A stop between the two submits it again; the adapter knows a file by its hash and says duplicate.
            await File.WriteAllTextAsync(done, submitted[0].FileId, ct);
        }
    }

    /// <summary>Whether a first scan is filed: the rest may follow while people look around.</summary>
    public static async Task<bool> FirstFiledAsync(OperatorSocket holder, CancellationToken ct) =>
        (await holder.GetAsync<JsonElement>("operator/paper/ledger", ct)).GetProperty("filed").GetInt64() > 0;
}
