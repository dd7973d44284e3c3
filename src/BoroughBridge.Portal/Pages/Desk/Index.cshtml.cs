using BoroughBridge.Agreements;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Portal.Managing;

namespace BoroughBridge.Portal.Pages.Desk;

/// <summary>The holder's manager at her desk: children, who reviews them, agreements.</summary>
public sealed class IndexModel(ManagersView view, AgreementBook book, HoldingOptions holding) : DeskPage(holding)
{
    public IReadOnlyList<DeskChild> Children { get; private set; } = [];
    public IReadOnlyList<AgreementStanding> Agreements { get; private set; } = [];
    public int OpenFlags { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (IsManager) Children = await view.ChildrenAsync(Actor, ct);
        OpenFlags = (await view.FlagsAsync(ct)).Count(flag => flag.ClosedAt is null);
        Agreements = await book.AllAsync(ct);
    }
}
