using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Reading;
using BoroughBridge.Storage;
using BoroughBridge.Trust.Doors;

namespace BoroughBridge.Host.Logs;

/// <summary>One entry about a disclosure as the two sides are paired by: ids, no content.</summary>
internal sealed record DisclosureLine(long Index, DateTimeOffset At, string Kind, string? Transaction, string? ChildRef);

/// <summary>A role's entries about disclosures, in order, at the operator's door.</summary>
internal static class DisclosureLinesEndpoint
{
    private static readonly string[] Kinds = [LogKinds.Source, LogKinds.Recipient, LogKinds.NotDisclosed];

    public static void MapDisclosureLines(this WebApplication app) => app.MapGet("/operator/log/disclosures", (Database database, CancellationToken ct) =>
        new LogReader(database).RangeAsync(0, long.MaxValue, ct)
            .Where(entry => Kinds.Contains(entry.Keys.Kind))
            .Select(entry => new DisclosureLine(entry.Index, entry.RecordedAt, entry.Keys.Kind, entry.Keys.Transaction, entry.Keys.ChildRef))).AtDoor(Door.Operator);
}
