using BoroughBridge.Holding;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Portal.Managing;
using Microsoft.AspNetCore.Mvc;

namespace BoroughBridge.Portal.Pages.Desk;

/// <summary>Past accesses that back-dating now covers otherwise (EDGE-14).</summary>
public sealed class FlagsModel(ManagersView view, HoldingOptions holding) : DeskPage(holding)
{
    public IReadOnlyList<AccessFlag> Flags { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Flags = await view.FlagsAsync(ct);

    public async Task<IActionResult> OnPostAsync(string allocation, long entry, CancellationToken ct)
    {
        if (!IsManager) return NotFound();
        var done = await view.CloseFlagAsync(allocation, entry, Actor, ct);
        Say(done ? "Noted in the log." : "It has been looked at already.", failed: !done);

        return RedirectToPage();
    }
}
