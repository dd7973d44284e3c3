using BoroughBridge.Portal.Smart;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
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

    /// <summary>The viewer's token where one is shown, else the session's cookie; never both.</summary>
    private const string Either = "either";

    public static void AddSignIn(this WebApplicationBuilder builder, PortalPlace place, IEnumerable<KeyValuePair<string, IdentityProviderOptions>> providers)
    {
        builder.Services.AddHostedService<PortalSchema>();
        builder.Services.AddSingleton<PortalSessions>();
        builder.Services.AddSingleton<TokenRenewal>();
        builder.Services.AddSingleton<EarlierVisit>();
        builder.Services.AddSingleton<BackChannelLogout>();
        builder.Services.AddOptions<CookieAuthenticationOptions>(Session).Configure<PortalSessions>((options, sessions) => options.SessionStore = sessions);
        builder.Services.AddDataProtection().SetApplicationName($"boroughbridge-{place.Role}");
        builder.Services.AddOptions<KeyManagementOptions>().Configure<Database>((options, database) => options.XmlRepository = new PortalKeys(database));

        var authentication = builder.Services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context => context.Request.Headers.Authorization.Count > 0 ? BearerHandler.Name : Session)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Name, null)
            .AddCookie(Session, options =>
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
            options.Events.OnRedirectToAccessDenied = context => RedirectTo(context, ChooseRole(context.Request));
        });

        foreach (var (authority, provider) in providers.Where(entry => entry.Value.ClientId is not null))
        {
            authentication.AddOAuth<AuthoritySignInOptions, AuthoritySignInHandler>(authority, authority, options => options.Take(authority, provider, place));
        }

        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(Either).RequireAuthenticatedUser().RequireAssertion(context => context.Resource is HttpContext http && TokenStillGood.Of(http) is { MustChoose: false }));
    }

    public static void MapSignIn(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in/{authority}", (string authority, string? returnUrl, IOptions<AuthenticationOptions> known) =>
            known.Value.SchemeMap.ContainsKey(authority) && authority is not (Session or Either or BearerHandler.Name)
                ? Results.Challenge(new AuthenticationProperties { RedirectUri = Local(returnUrl) }, [authority])
                : Results.NotFound());
        pages.MapPost("/backchannel-logout/{authority}", (string authority, HttpContext context, BackChannelLogout logout) => logout.AnswerAsync(context, authority)).DisableAntiforgery();
    }

    /// <summary>Where a person with several roles chooses the one she acts in, and comes back from.</summary>
    public static string ChooseRole(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) ? "/choose-role?returnUrl=" + Uri.EscapeDataString(request.Path + request.QueryString) : "/choose-role";

    /// <summary>A path of this site, or the front page: never another site's address, nor one that becomes it once a browser leaves out its control characters.</summary>
    public static string Local(string? returnUrl) =>
        returnUrl is ['/', not ('/' or '\\'), ..] && !returnUrl.Any(char.IsControl) && Uri.TryCreate(returnUrl, UriKind.Relative, out _) ? returnUrl : "/";

    private static Task RedirectTo(RedirectContext<CookieAuthenticationOptions> context, string path)
    {
        context.Response.Redirect(path);

        return Task.CompletedTask;
    }
}
