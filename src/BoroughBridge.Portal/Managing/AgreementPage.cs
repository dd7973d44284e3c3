using BoroughBridge.Access;
using BoroughBridge.Agreements;
using Microsoft.AspNetCore.Mvc;

namespace BoroughBridge.Portal.Managing;

/// <summary>One agreement: its terms, who has signed, how each side holds it, and what this side may do about it. The same at the portal and at a holder's desk.</summary>
public abstract class AgreementPage(AgreementBook book, TimeProvider clock, Party party) : ManagerPage
{
    private static readonly AgreementState[] Moves = [AgreementState.Open, AgreementState.ClosedToNew, AgreementState.WindingDown, AgreementState.Suspended, AgreementState.Ended];

    public AgreementStanding Agreement { get; private set; } = null!;
    public AgreementRow Shown => Agreement.Latest;
    public Party Party => party;

    /// <summary>Days until the network approval it rests on ends; none where there is none. Told from 60 on (AL-14).</summary>
    public int? ApprovalDays => Shown.ApprovalExpires is { } expires ? expires.DayNumber - London.DayOf(clock.GetUtcNow()).DayNumber : null;

    public IEnumerable<string> OfficesToSign => Offices.All.Where(office =>
        Me.Roles.Contains(office) && Agreement.Case.Against(new(party, AgreementAct.Signed, Shown.Version, office, Shown.Terms, $"{Me.Issuer} {Me.Subject}")) is null);

    public IEnumerable<string> MovesToMake => Moves
        .Where(to => Agreement.Case.Of(party).MayMoveTo(to) && (to != AgreementState.Open || Agreement.Versions.Any(row => Agreement.Case.IsSigned(row.Version))) && MayMove(to))
        .Select(AgreementCodes.Of);

    public bool MaySwitch => Me.Roles.Contains(Offices.IroManager);

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostSignAsync(string id, int version, string terms, string office, CancellationToken ct) =>
        DoAsync(id, () => book.SignAsync(id, version, terms, office, Actor, ct), $"Signed as {AgreementWords.Office(office)}.", ct);

    public Task<IActionResult> OnPostMoveAsync(string id, string to, CancellationToken ct) =>
        DoAsync(id, () => book.MoveAsync(id, AgreementCodes.ToState(to), Actor, ct), $"{AgreementWords.Move(to)}: done, and told to the other side.", ct);

    public Task<IActionResult> OnPostSwitchAsync(string id, string capability, bool on, CancellationToken ct) =>
        DoAsync(id, () => book.SwitchAsync(id, capability, on, Actor, ct), on ? "Turned on for your side." : "Turned off.", ct);

    protected bool IsMine(AgreementRow row) => Me.Authority == (party == Party.Holder ? row.Holder : row.Employer);

    private bool MayMove(AgreementState to) => Me.Roles.Contains(Offices.IroManager)
        || (to is AgreementState.Suspended or AgreementState.Ended && (Me.Roles.Contains(Offices.CaldicottGuardian) || Me.Roles.Contains(Offices.Siro)));

    private async Task<IActionResult> DoAsync(string id, Func<Task> act, string done, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        try
        {
            await act();
            Say(done);
        }
        catch (AgreementRefusedException e)
        {
            Say(AgreementWords.Refusal(e.Message), failed: true);
        }

        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(string id, CancellationToken ct)
    {
        if ((await book.AllAsync(ct)).FirstOrDefault(one => one.Latest.AgreementId == id && IsMine(one.Latest)) is not { } found) return false;
        Agreement = found;

        return true;
    }
}
