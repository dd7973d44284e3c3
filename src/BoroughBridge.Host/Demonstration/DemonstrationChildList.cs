using System.Text.Json.Serialization;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Host.Demonstration;

/// <summary>A child as a holder's operator sees one.</summary>
internal sealed record HeldChild(string ChildRef, string IcsPersonId, string Name, string? FamilyGroup);

/// <summary>An allocation as a holder's operator sees one.</summary>
internal sealed record HeldAllocation(string AllocationId, string ChildRef, StaffRef Iro, string State, DateTimeOffset? EndedAt);

/// <summary>One line of <c>demo children --json</c>.</summary>
internal sealed record ListedChild(
    string Holder, string ChildRef, string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Iro, string? FamilyGroup);

/// <summary>The demonstration's children with their references, and who is allocated to whom now.</summary>
internal static class DemonstrationChildList
{
    public static async Task<IReadOnlyList<ListedChild>> OfAsync(Installation installation, CancellationToken ct)
    {
        var all = new List<ListedChild>();
        foreach (var authority in installation.Options.Holdings.Select(holding => holding.Holding.Authority))
        {
            using var holder = installation.Holding(authority);
            var children = await holder.GetAsync<List<HeldChild>>("operator/children", ct);
            var iros = (await holder.GetAsync<List<HeldAllocation>>("operator/allocations", ct))
                .Where(allocation => allocation is { State: "granted", EndedAt: null })
                .ToLookup(allocation => allocation.ChildRef, allocation => allocation.Iro.Subject);
            all.AddRange(children.Select(child => new ListedChild(authority, child.ChildRef, child.Name, iros[child.ChildRef].FirstOrDefault(), child.FamilyGroup)));
        }

        return all;
    }
}
