using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.Holding;
using BoroughBridge.Portal.Managing;
using Microsoft.AspNetCore.Mvc;

namespace BoroughBridge.Portal.Pages.Desk;

/// <summary>The holder's manager offers terms.</summary>
public sealed class DraftModel(AgreementBook book, HoldingOptions holding, TimeProvider clock) : DeskPage(holding)
{
    public string Reference { get; private set; } = "";
    public DateOnly From { get; private set; }
    public IEnumerable<string> Employers => Holding.Trust.IdentityProviders.Keys.Where(authority => authority != Holding.Authority).Order(StringComparer.Ordinal);

    public IActionResult OnGet()
    {
        From = London.DayOf(clock.GetUtcNow());

        return IsManager ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(
        string? reference, string employer, List<string> bases, List<string> purposes, DateOnly from, DateOnly? to, int? most, int? least, string? approval, DateOnly? expires, bool standing,
        CancellationToken ct)
    {
        if (!IsManager) return NotFound();
        (Reference, From) = (reference?.Trim() ?? "", from);
        var thresholds = new Dictionary<string, int>();
        if (most is { } upper) thresholds[AgreementCodes.CaseloadMost] = upper;
        if (least is { } lower) thresholds[AgreementCodes.CaseloadLeast] = lower;
        try
        {
            var id = await book.DraftAsync(
                new()
                {
                    Reference = Reference,
                    Employer = employer,
                    Bases = bases,
                    Purposes = purposes,
                    From = from,
                    To = to,
                    Thresholds = thresholds,
                    NetworkApproval = approval?.Trim() ?? "",
                    NetworkApprovalExpires = expires ?? DateOnly.MinValue,
                    StandingAcceptance = standing,
                },
                Actor, ct);
            Say("Offered. Each of the four officers of both sides can sign it now.");

            return RedirectToPage("/Desk/Agreement", new { id });
        }
        catch (AgreementRefusedException e)
        {
            Say(e.Message switch
            {
                "bases" => "Choose at least one legal basis.",
                "purposes" => "Choose at least one purpose.",
                "thresholds" => "The fewest children are more than the most.",
                "to" => "The last day is before the first.",
                "network-approval-expires" or "networkApproval" => "The network approval needs a reference and a last day, not before the first day.",
                "reference" => "Give the agreement a reference.",
                "reference-taken" => "That reference is another authority's agreement.",
                _ => AgreementWords.Refusal(e.Message),
            }, failed: true);

            return Page();
        }
    }
}
