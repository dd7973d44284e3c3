using BoroughBridge.Portal.SignIn;
using BoroughBridge.Routing.People;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BoroughBridge.Portal.Pages;

/// <summary>A person with several roles says which one she acts in, before she sees anything (EDGE-12). Logged first.</summary>
internal sealed class ChooseRoleModel(PortalSessions sessions, SignInLog log) : PageModel
{
    public IReadOnlyList<string> Roles { get; private set; } = [];
    public string Back { get; private set; } = "/";

    public IActionResult OnGet(string? returnUrl)
    {
        Back = SignInSetup.Local(returnUrl);
        if (TokenStillGood.Of(HttpContext) is not { } caller) return Redirect("/");
        Roles = caller.Roles;

        return caller.Roles.Count > 1 ? Page() : Redirect(Back);
    }

    public async Task<IActionResult> OnPostAsync(string? role, string? returnUrl)
    {
        if (TokenStillGood.Of(HttpContext) is not { } caller) return Redirect("/");
        if (role is null || !caller.Roles.Contains(role)) return RedirectToPage(new { returnUrl });

        await log.RoleChosenAsync(caller.User with { Roles = [role] }, HttpContext.Connection.RemoteIpAddress?.ToString());

        return await sessions.UpdateAsync(ActingRole.Choose(caller.Session, role)) ? Redirect(SignInSetup.Local(returnUrl)) : RedirectToPage(new { returnUrl });
    }
}
