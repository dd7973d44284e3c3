using BoroughBridge.Agreements;
using BoroughBridge.Portal.Managing;

namespace BoroughBridge.Portal.Pages.Manager;

/// <summary>An agreement, from the employing authority's side.</summary>
public sealed class AgreementModel(AgreementBook book, TimeProvider clock) : AgreementPage(book, clock, Party.Employer);
