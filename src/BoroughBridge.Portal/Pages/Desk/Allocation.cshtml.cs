using BoroughBridge.Access;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Portal.Managing;
using Microsoft.AspNetCore.Mvc;

namespace BoroughBridge.Portal.Pages.Desk;

/// <summary>One allocation, and its end.</summary>
public sealed class AllocationModel(ManagersView view, AllocationDesk desk, HoldingOptions holding, TimeProvider clock) : DeskPage(holding)
{
    public DeskChild Child { get; private set; } = null!;
    public DeskAllocation Allocation { get; private set; } = null!;
    public DateOnly Today => London.DayOf(clock.GetUtcNow());

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string id, DateOnly last, bool now, string reason, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        try
        {
            await desk.EndAsync(id, now ? Today : last, now, reason, $"{Me.Issuer} {Me.Subject}", ct);
            Say("Ended. Every part has been told.");
        }
        catch (AllocationRefusedException)
        {
            Say("That could not be done.", failed: true);
        }

        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(string id, CancellationToken ct)
    {
        if (!IsManager) return false;
        var child = (await view.ChildrenAsync(Actor, ct)).FirstOrDefault(child => child.Allocations.Any(one => one.AllocationId == id));
        if (child is null) return false;
        (Child, Allocation) = (child, child.Allocations.First(one => one.AllocationId == id));

        return true;
    }
}
