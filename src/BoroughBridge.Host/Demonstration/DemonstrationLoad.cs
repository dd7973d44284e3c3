using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BoroughBridge.Host.Operating;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.People;

namespace BoroughBridge.Host.Demonstration;

/// <summary>
/// Loads the demonstration the way a borough would: the paper borough's person index by import, the electronic one's children by its adapter, allocations by
/// each holder's desk, scans by the drop folder. What is there already is left alone.
/// </summary>
internal sealed class DemonstrationLoad(Installation installation, IReadOnlyList<DemonstrationChild> children, string data, TimeProvider clock)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken ct)
    {
        using var islington = installation.Holding(DemonstrationPeople.Islington.Slug);
        using var towerHamlets = installation.Holding(DemonstrationPeople.TowerHamlets.Slug);
        using var routing = installation.Routing();

        await ImportAsync(towerHamlets, ct);
        var scans = new ScansToDrop(data).DropAsync(towerHamlets, children, ct);
        foreach (var holder in (OperatorSocket[])[towerHamlets, islington])
        {
            await UntilAsync($"{holder.Role} to know its children", async () => (await HeldAsync(holder, ct)).Count >= children.Count(child => child.Holder == holder.Role), ct);
            await AllocateAsync(holder, ct);
        }

        foreach (var holder in (OperatorSocket[])[towerHamlets, islington])
            await UntilAsync($"{holder.Role}'s allocations to be accepted", async () => (await AllocationsAsync(holder, ct)).All(allocation => allocation.State != "proposed"), ct);

        await scans;
        await UntilAsync("the first scan to be filed", () => ScansToDrop.FirstFiledAsync(towerHamlets, ct), ct);
        await UntilAsync("routing to have applied all of it", () => AppliedAsync(routing, ct), ct);
    }

    /// <summary>The same persons again change nothing.</summary>
    private async Task ImportAsync(OperatorSocket holder, CancellationToken ct)
    {
        using var csv = new StringContent(DemonstrationChildren.PersonIndexCsv(children, holder.Role), Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        await holder.PostAsync<JsonElement>("operator/children", csv, ct);
    }

    private async Task AllocateAsync(OperatorSocket holder, CancellationToken ct)
    {
        var refs = (await HeldAsync(holder, ct)).ToDictionary(child => child.IcsPersonId, child => child.ChildRef);
        var known = (await AllocationsAsync(holder, ct)).Select(allocation => (allocation.ChildRef, allocation.Iro.Subject)).ToHashSet();
        foreach (var child in children.Where(child => child.Holder == holder.Role && child.Allocation is not null))
        {
            // One that was ended by hand since stays ended.
            var allocation = child.Allocation!;
            if (known.Contains((refs[child.IcsPersonId], allocation.Iro))) continue;
            var staff = Staff.Find(installation, allocation.Iro, allocation.Employer);
            await holder.PostAsync<JsonElement>(
                "operator/allocations",
                new { childRef = refs[child.IcsPersonId], iro = new { issuer = staff.Issuer, subject = staff.Subject }, employer = staff.Authority, from = allocation.From },
                ct);
        }
    }

    private static async Task<bool> AppliedAsync(OperatorSocket routing, CancellationToken ct) =>
        (await routing.GetAsync<List<StreamLine>>("operator/stream", ct)).All(holder => holder.IsLevel);

    private static Task<List<HeldChild>> HeldAsync(OperatorSocket holder, CancellationToken ct) => holder.GetAsync<List<HeldChild>>("operator/children", ct);

    private static Task<List<HeldAllocation>> AllocationsAsync(OperatorSocket holder, CancellationToken ct) => holder.GetAsync<List<HeldAllocation>>("operator/allocations", ct);

    private async Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken ct)
    {
        var from = clock.GetTimestamp();
        while (!await holds())
        {
            if (clock.GetElapsedTime(from) > Patience) throw new RefusalException(ExitCodes.Unavailable, $"waited {Patience.TotalMinutes:0} minutes for {what}; the logs under {data} say more");
            await Task.Delay(Between, clock, ct);
        }
    }
}
