using BoroughBridge.Agreements;
using BoroughBridge.Holding;

namespace BoroughBridge.Portal.Managing;

/// <summary>A page of a holder's desk: for its own managers and signatories.</summary>
public abstract class DeskPage(HoldingOptions holding) : ManagerPage
{
    public string HolderName => Holding.DisplayName;

    protected HoldingOptions Holding => holding;

    protected bool IsManager => Me.Roles.Contains(Offices.IroManager);

    protected override string? MustBeOf => Holding.Authority;
}
