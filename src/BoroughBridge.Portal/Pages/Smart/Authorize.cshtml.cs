using BoroughBridge.Contracts;
using BoroughBridge.Portal.Reading;
using BoroughBridge.Portal.SignIn;
using BoroughBridge.Portal.Smart;
using BoroughBridge.Routing.Index;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BoroughBridge.Portal.Pages.Smart;

/// <summary>
/// An app asks to read: its user is signed in with her own borough, and the child is the one its case is bound to, or the one she chooses among her own, never a
/// guess. Only the built-in viewer, on a bound child, is not asked about.
/// </summary>
internal sealed class AuthorizeModel(SmartPlace place, SmartSecrets secrets, FileReader reader) : PageModel
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);

    public sealed record Choice(string ChildRef, string Name, string Borough, bool Selected);

    public string ClientName { get; private set; } = "";
    public string? Problem { get; private set; }
    public IReadOnlyList<Choice> Children { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => AnswerAsync(chosen: null, ct);

    public Task<IActionResult> OnPostAsync(string? child, string? decline, CancellationToken ct) => AnswerAsync(decline is null ? child ?? "" : "-", ct);

    private async Task<IActionResult> AnswerAsync(string? chosen, CancellationToken ct)
    {
        var (request, sendTo, error) = AuthorizeRequest.Read(Request.Query, place);
        if (sendTo is not null) return Redirect(sendTo);
        if (request is null) return Stop(error!);

        var launch = request.Launch is null ? null : await secrets.FindAsync<LaunchContext>(SmartSecrets.Launch, request.Launch, ct);
        if (request.Launch is not null && launch is null) return Redirect(request.Answer(place, "error", "invalid_request"));
        if (TokenStillGood.Of(HttpContext) is not { } caller) return SignInFirst(launch?.Authority ?? request.Client.Authority);
        if (caller.MustChoose) return Redirect(SignInSetup.ChooseRole(Request));
        if (chosen == "-" || (launch?.Authority ?? caller.User.Authority) != caller.User.Authority || (request.Client.Authority ?? caller.User.Authority) != caller.User.Authority)
            return Redirect(request.Answer(place, "error", "access_denied"));

        var mine = await reader.ChildrenAsync(ct);
        var bound = mine.FirstOrDefault(one => one.ChildRef == launch?.ChildRef);
        if (request.Client.Id == SmartPlace.Viewer && bound is not null) return await GiveAsync(request, caller, bound.ChildRef);
        if (chosen is { Length: > 0 } && mine.Any(one => one.ChildRef == chosen)) return await GiveAsync(request, caller, chosen);

        return await AskAsync(request, mine, bound, ct);
    }

    private async Task<IActionResult> GiveAsync(AuthorizeRequest request, SignedIn caller, string childRef)
    {
        if (request.Launch is not null && await secrets.TakeAsync<LaunchContext>(SmartSecrets.Launch, request.Launch) is null) return Redirect(request.Answer(place, "error", "invalid_request"));
        var family = Ids.New();
        var grant = new SmartGrant { ClientId = request.Client.Id, Scope = request.Scope, Family = family, Session = PortalSessions.SecretOf(caller.Session), ChildRef = childRef };
        var code = await secrets.PutAsync(SmartSecrets.Code, family, new CodeGrant(grant, request.RedirectUri, request.Challenge), CodeLife);

        return Redirect(request.Answer(place, "code", code));
    }

    private async Task<IActionResult> AskAsync(AuthorizeRequest request, IReadOnlyList<AllocatedChild> mine, AllocatedChild? bound, CancellationToken ct)
    {
        ClientName = request.Client.Name;
        var names = await reader.PatientsAsync(mine, ct);
        Children = [.. mine.Select(one => new Choice(one.ChildRef, Words.NameOf(names.GetValueOrDefault(one.ChildRef)), one.HolderName, one == bound)).OrderBy(one => one.Name, StringComparer.CurrentCulture)];
        PageHeaders.AllowFormTo(HttpContext, new Uri(request.RedirectUri).GetLeftPart(UriPartial.Authority));

        return Page();
    }

    private RedirectResult SignInFirst(string? authority)
    {
        var back = Uri.EscapeDataString(Request.Path + Request.QueryString);

        return Redirect(authority is null ? $"/?returnUrl={back}" : $"/sign-in/{authority}?returnUrl={back}");
    }

    private PageResult Stop(string error)
    {
        Problem = error;
        Response.StatusCode = StatusCodes.Status400BadRequest;

        return Page();
    }
}
