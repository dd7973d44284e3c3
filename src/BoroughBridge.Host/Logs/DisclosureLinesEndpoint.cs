using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog.Reconciling;
using BoroughBridge.Trust.Doors;

namespace BoroughBridge.Host.Logs;

/// <summary>A role's entries about disclosures as the other side may know them, in order, at the operator's door.</summary>
internal static class DisclosureLinesEndpoint
{
    public static void MapDisclosureLines(this WebApplication app, string part) => app.MapGet(
        "/operator/log/disclosures",
        async (PairableReader reader, CancellationToken ct) => Results.Json(await reader.AllAsync(part, default, ct), Wire.Json)).AtDoor(Door.Operator);
}
