using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Portal.Managing;
using Microsoft.AspNetCore.Mvc;

namespace BoroughBridge.Portal.Pages.Desk;

/// <summary>One act for the children chosen: a family group, a handover; what speaks against the officer is shown before it is done (J-8).</summary>
public sealed class AllocateModel(ManagersView view, AllocationDesk desk, AgreementBook book, HoldingOptions holding, TimeProvider clock) : DeskPage(holding)
{
    /// <summary>Fields of the form that say why a warning is gone against: this, and its code.</summary>
    private const string Reason = "why-";

    public IReadOnlyList<DeskChild> Chosen { get; private set; } = [];
    public IReadOnlyList<string> Employers { get; private set; } = [];
    public IReadOnlyList<Concern> Concerns { get; private set; } = [];
    public IReadOnlyList<string> Outgoing { get; private set; } = [];
    public Dictionary<string, string> Why { get; private set; } = [];
    public string Employer { get; private set; } = "";
    public string Iro { get; private set; } = "";
    public DateOnly From { get; private set; }
    public DateOnly? To { get; private set; }
    public bool Handover { get; private set; }

    public async Task<IActionResult> OnGetAsync(List<string> children, CancellationToken ct)
    {
        if (!IsManager) return NotFound();
        From = London.DayOf(clock.GetUtcNow());
        await ChooseAsync(children, ct);

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(
        List<string> children, string employer, string? iro, DateOnly from, DateOnly? to, bool handover, string act, CancellationToken ct)
    {
        if (!IsManager) return NotFound();
        (Employer, Iro, From, To, Handover) = (employer, iro?.Trim() ?? "", from, to, handover);
        Why = Request.Form.Where(one => one.Key.StartsWith(Reason, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(one.Value)).ToDictionary(one => one.Key[Reason.Length..], one => one.Value.ToString().Trim());
        await ChooseAsync(children, ct);
        if (!Holding.Trust.IdentityProviders.TryGetValue(Employer, out var provider) || Iro.Length == 0) return Refuse("Name the officer and the authority that employs her.");

        var request = new GroupRequest
        {
            Children = [.. Chosen.Select(child => child.ChildRef)],
            Iro = new() { Issuer = provider.Issuer, Subject = Iro },
            Employer = Employer,
            From = From,
            To = To,
            Replaces = handover ? Outgoing : [],
            Overrides = Why,
        };
        Concerns = Chosen.Count == 0 ? [] : await desk.ConcernsAsync(request, ct);
        if (act != "propose") return Page();
        try
        {
            await desk.ProposeAllAsync(request, $"{Me.Issuer} {Me.Subject}", ct);
        }
        catch (AllocationRefusedException e)
        {
            return Refuse(Words(e.Message));
        }

        Say(Chosen.Count == 1 ? "Proposed. It is allocated when the officer's authority accepts." : $"Proposed for {Chosen.Count} children. They are allocated when the officer's authority accepts.");

        return RedirectToPage("/Desk/Index");
    }

    private async Task ChooseAsync(List<string> children, CancellationToken ct)
    {
        Chosen = [.. (await view.ChildrenAsync(Actor, ct)).Where(child => children.Contains(child.ChildRef) && Ids.IsId(child.ChildRef)).Take(GroupRequest.MostChildren)];
        Outgoing = [.. Chosen.SelectMany(child => child.Allocations.Where(one => one is { State: "granted", EndedAt: null }).TakeLast(1).Select(one => one.AllocationId))];
        Employers = [.. (await book.AllAsync(ct)).Where(one => one.Latest.Holder == Holding.Authority && one.Latest.State == "open").Select(one => one.Latest.Employer).Distinct()];
    }

    private IActionResult Refuse(string words)
    {
        Say(words, failed: true);

        return Page();
    }

    private static string Words(string code) => code switch
    {
        "no-agreement" => "There is no agreement with that authority that is open on the first day.",
        "dates" => "The last day is before the first, or past.",
        "override-needed" => "There is something against this officer: say why you allocate all the same.",
        "override-reason" => "Say why in 10 to 500 characters.",
        "not-employed-there" or "iro" => "There is no such officer at that authority's sign-in.",
        "replaces" => "The present allocation has changed meanwhile. Look again.",
        _ => AgreementWords.Warning(code),
    };
}
