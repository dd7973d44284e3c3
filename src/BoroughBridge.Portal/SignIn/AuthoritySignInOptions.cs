using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace BoroughBridge.Portal.SignIn;

/// <summary>One authority's provider as the portal signs people in with it; its endpoints come from its discovery document.</summary>
internal sealed class AuthoritySignInOptions : OAuthOptions
{
    public string Authority { get; private set; } = "";
    public IdentityProviderOptions Provider { get; private set; } = new();
    public ConfigurationManager<OpenIdConnectConfiguration> Discovery { get; private set; } = null!;

    public void Take(string authority, IdentityProviderOptions provider, PortalPlace place)
    {
        Authority = authority;
        Provider = provider;
        ClientId = provider.ClientId!;
        ClientSecret = provider.ClientSecret ?? "";
        CallbackPath = $"/signed-in/{authority}";
        SignInScheme = SignInSetup.Session;
        UsePkce = true;
        SaveTokens = false;
        Scope.Add("openid");
        Scope.Add("profile");
        Scope.Add("offline_access");
        CorrelationCookie.Name = place.CookieName($"sign-in-{authority}-");
        CorrelationCookie.SecurePolicy = place.CookieSecurity;
        CorrelationCookie.SameSite = SameSiteMode.Lax;
        // A __Host- cookie of any other path is refused by the browser.
        CorrelationCookie.Path = "/";
        RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect("/?problem=sign-in");
            context.HandleResponse();

            return Task.CompletedTask;
        };
        var address = provider.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        Discovery = new(
            address,
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = address.StartsWith("https:", StringComparison.Ordinal) });
    }

    /// <summary>A public client has PKCE and no secret, so the framework's demand for one is not made; endpoints are found before use.</summary>
    public override void Validate()
    {
        if (string.IsNullOrEmpty(ClientId)) throw new ArgumentException("ClientId is required");
    }

    /// <summary>A token request's form with who asks: a secret only where the provider gave one.</summary>
    public Dictionary<string, string> ClientForm(Dictionary<string, string> form)
    {
        form["client_id"] = ClientId;
        if (ClientSecret.Length > 0) form["client_secret"] = ClientSecret;
        if (Provider.Resource is { } resource) form["resource"] = resource;

        return form;
    }

    public async Task DiscoverAsync(CancellationToken ct)
    {
        var found = await Discovery.GetConfigurationAsync(ct);
        if (found.Issuer != Provider.Issuer) throw new AuthenticationFailureException("issuer");
        AuthorizationEndpoint = found.AuthorizationEndpoint;
        TokenEndpoint = found.TokenEndpoint;
    }
}
