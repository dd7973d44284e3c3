using BoroughBridge.Agreements;
using BoroughBridge.Holding;
using BoroughBridge.Portal.Managing;

namespace BoroughBridge.Portal.Pages.Desk;

/// <summary>An agreement, from the holder's side.</summary>
public sealed class AgreementModel(AgreementBook book, HoldingOptions holding, TimeProvider clock) : AgreementPage(book, clock, Party.Holder)
{
    protected override string? MustBeOf => holding.Authority;
}
