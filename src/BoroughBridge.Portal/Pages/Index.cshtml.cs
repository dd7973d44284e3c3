using BoroughBridge.Access;
using BoroughBridge.Portal.Reading;
using BoroughBridge.Portal.SignIn;
using BoroughBridge.Routing;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BoroughBridge.Portal.Pages;

/// <summary>The front page: sign in, or the children allocated to whoever is signed in, in both boroughs (J-1).</summary>
public sealed class IndexModel(RoutingOptions routing, FileReader reader, TimeProvider clock) : PageModel
{
    public sealed record Line(AllocatedChild Child, string Name, bool Late);

    public bool SignedIn { get; private set; }
    public string Back { get; private set; } = "/";
    public string? Problem { get; private set; }
    public bool Manages { get; private set; }
    public IReadOnlyList<Line> Children { get; private set; } = [];

    /// <summary>Authorities whose people can sign in, by slug, with the name people see.</summary>
    public IEnumerable<(string Slug, string Name)> Authorities => routing.Authorities
        .Where(authority => routing.Trust.IdentityProviders.TryGetValue(authority.Key, out var provider) && provider.ClientId is not null)
        .Select(authority => (authority.Key, authority.Value.DisplayName)).OrderBy(authority => authority.DisplayName, StringComparer.Ordinal);

    public async Task<IActionResult> OnGetAsync(string? returnUrl, string? problem, CancellationToken ct)
    {
        var caller = TokenStillGood.Of(HttpContext);
        if (caller is { MustChoose: true }) return Redirect(SignInSetup.ChooseRole(Request));
        SignedIn = caller is not null;
        Back = SignInSetup.Local(returnUrl);
        Problem = problem switch
        {
            "provider" => "Your borough's sign-in service does not answer. Try again in a few minutes.",
            "sign-in" => "The sign-in did not complete. Try again; if it happens twice, tell your IT service desk.",
            _ => null,
        };
        if (!SignedIn) return Page();
        Manages = Managing.ManagerPage.IsOne(TokenStillGood.Of(HttpContext)?.User);

        var children = await reader.ChildrenAsync(ct);
        var patients = await reader.PatientsAsync(children, ct);
        var today = London.DayOf(clock.GetUtcNow());
        Children = [.. children
            .Select(child => new Line(child, Words.NameOf(patients.GetValueOrDefault(child.ChildRef)), child.NextReviewDue < today))
            .OrderBy(line => line.Child.NextReviewDue ?? DateOnly.MaxValue).ThenBy(line => line.Name, StringComparer.CurrentCulture)];

        return Page();
    }
}

/// <summary>Signs out here; the provider's own session is the provider's.</summary>
internal sealed class SignOutModel(SignInLog log) : PageModel
{
    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        var caller = TokenStillGood.Of(HttpContext);
        await HttpContext.SignOutAsync(SignInSetup.Session);
        if (caller is not null) await log.SignedOutAsync(caller.User, HttpContext.Connection.RemoteIpAddress?.ToString());

        return Redirect("/");
    }
}
