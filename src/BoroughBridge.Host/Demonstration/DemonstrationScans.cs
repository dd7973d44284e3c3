using BoroughBridge.Host.Operating;
using BoroughBridge.StandIns.Children;

namespace BoroughBridge.Host.Demonstration;

internal static class DemonstrationScans
{
    public static Task DropAsync(Installation installation, OperatorSocket holder, IReadOnlyList<DemonstrationChild> children, string data, CancellationToken ct) => Task.CompletedTask;
}
