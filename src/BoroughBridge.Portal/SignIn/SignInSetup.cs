using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BoroughBridge.Portal.SignIn;

/// <summary>Sign-in at each authority's own provider (authorization code with PKCE), and the session that follows, kept on the server.</summary>
internal static class SignInSetup
{
    public const string Policy = "signed-in";
    public const string Session = "session";

    public static void AddSignIn(
        this WebApplicationBuilder builder, PortalPlace place, IEnumerable<KeyValuePair<string, IdentityProviderOptions>> providers, string dataFolder)
    {
        builder.Services.AddSingleton<PortalSessions>();
        builder.Services.AddSingleton<TokenRenewal>();
        builder.Services.AddOptions<CookieAuthenticationOptions>(Session).Configure<PortalSessions>((options, sessions) => options.SessionStore = sessions);
        builder.Services.AddDataProtection()
            .SetApplicationName($"boroughbridge-{place.Role}")
            .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(dataFolder, "portal-keys")));

        var authentication = builder.Services.AddAuthentication(Session).AddCookie(Session, options =>
        {
            options.Cookie.Name = place.CookieName("session");
            options.Cookie.HttpOnly = true;
            options.Cookie.Path = "/";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = place.CookieSecurity;
            options.ExpireTimeSpan = PortalSessions.InAll;
            options.SlidingExpiration = false;
            options.Events.OnValidatePrincipal = TokenStillGood.CheckAsync;
            options.Events.OnRedirectToLogin = TokenStillGood.RenewOrChooseAsync;
            options.Events.OnRedirectToAccessDenied = context => RedirectTo(context, "/");
        });

        foreach (var (authority, provider) in providers.Where(entry => entry.Value.ClientId is not null))
        {
            authentication.AddOAuth<AuthoritySignInOptions, AuthoritySignInHandler>(authority, authority, options => options.Take(authority, provider, place));
        }

        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.AddAuthenticationSchemes(Session).RequireAuthenticatedUser());
    }

    public static void MapSignIn(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in/{authority}", (string authority, string? returnUrl, IOptions<AuthenticationOptions> known) =>
            known.Value.SchemeMap.ContainsKey(authority) && authority != Session
                ? Results.Challenge(new AuthenticationProperties { RedirectUri = Local(returnUrl) }, [authority])
                : Results.NotFound());
    }

    /// <summary>A path of this site, or the front page: never another site's address, nor one that becomes it once a browser leaves out its control characters.</summary>
    public static string Local(string? returnUrl) =>
        returnUrl is ['/', not ('/' or '\\'), ..] && !returnUrl.Any(char.IsControl) && Uri.TryCreate(returnUrl, UriKind.Relative, out _) ? returnUrl : "/";

    private static Task RedirectTo(RedirectContext<CookieAuthenticationOptions> context, string path)
    {
        context.Response.Redirect(path);

        return Task.CompletedTask;
    }
}
