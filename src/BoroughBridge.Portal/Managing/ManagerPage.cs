using BoroughBridge.Agreements;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Portal.SignIn;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BoroughBridge.Portal.Managing;

/// <summary>A page for those who allocate and those who sign; for anybody else it is not there.</summary>
public abstract class ManagerPage : PageModel
{
    public UserIdentity Me { get; private set; } = null!;

    /// <summary>What was done a moment ago, or why it was not.</summary>
    [TempData]
    public string? Said { get; set; }

    [TempData]
    public bool Failed { get; set; }

    public static bool IsOne(UserIdentity? user) => user is { UserPresent: true } && user.Roles.Any(role => Offices.All.Contains(role));

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (TokenStillGood.Of(HttpContext)?.User is { } user && IsOne(user) && (MustBeOf is null || user.Authority == MustBeOf)) Me = user;
        else context.Result = NotFound();
    }

    /// <summary>The authority whose people alone see the page; none at routing, where each sees her own authority's.</summary>
    protected virtual string? MustBeOf => null;

    protected AuditActor Actor => new() { Issuer = Me.Issuer, Subject = Me.Subject, Authority = Me.Authority, Roles = Me.Roles, Name = Me.Name, TokenId = Me.TokenId };

    protected void Say(string words, bool failed = false) => (Said, Failed) = (words, failed);
}
