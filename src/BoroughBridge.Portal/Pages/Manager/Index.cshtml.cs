using BoroughBridge.Agreements;
using BoroughBridge.Portal.Managing;
using BoroughBridge.Routing.Allocations;
using Microsoft.AspNetCore.Mvc;

namespace BoroughBridge.Portal.Pages.Manager;

/// <summary>The employing authority's manager: proposals to answer and agreements to sign (J-8).</summary>
public sealed class IndexModel(ManagerDesk desk, AgreementBook book) : ManagerPage
{
    public IReadOnlyList<WaitingAct> Waiting { get; private set; } = [];
    public IReadOnlyList<AgreementStanding> Agreements { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Waiting = await desk.WaitingAsync(Me, ct);
        Agreements = [.. (await book.AllAsync(ct)).Where(one => one.Latest.Employer == Me.Authority)];
    }

    public async Task<IActionResult> OnPostAcceptAsync(List<string> ids, string? because, CancellationToken ct)
    {
        Answer(await desk.AcceptAsync(Me, ids, because, ct), "Accepted. The officer reads from the first day on, as soon as the holder has heard.");

        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostDeclineAsync(List<string> ids, string reason, CancellationToken ct)
    {
        Answer(await desk.DeclineAsync(Me, ids, reason, ct), "Declined. The holder's manager is told why.");

        return RedirectToPage();
    }

    private void Answer(Answered answered, string done) => Say(
        answered switch
        {
            Answered.Done => done,
            Answered.NotOpen => "The agreement takes no new allocations now.",
            Answered.ReasonNeeded => "There is a warning: choose why you accept all the same.",
            _ => "It waits no more. Somebody has answered, or the holder has withdrawn it.",
        },
        answered != Answered.Done);
}
