using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Routing.People;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// The framework's OAuth handler made to speak OpenID Connect: endpoints by discovery, a nonce, the id token checked, and the access token
/// accepted only where <see cref="UserTokens"/> accepts it for the same person.
/// </summary>
internal sealed class AuthoritySignInHandler(
    IOptionsMonitor<AuthoritySignInOptions> options, ILoggerFactory logger, UrlEncoder encoder, UserTokens tokens, EarlierVisit earlier, SignInLog log)
    : OAuthHandler<AuthoritySignInOptions>(options, logger, encoder)
{
    public const string AuthorityClaim = "authority";
    private const string Nonce = "nonce";
    private static readonly JsonWebTokenHandler Jwt = new() { MapInboundClaims = false };

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        try
        {
            await Options.DiscoverAsync(Context.RequestAborted);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or AuthenticationFailureException)
        {
            Response.Redirect("/?problem=provider");

            return;
        }

        await base.HandleChallengeAsync(properties);
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        await Options.DiscoverAsync(Context.RequestAborted);
        var result = await base.HandleRemoteAuthenticateAsync();
        if (result.Failure is { } failure) log.Failed(Options.Authority, Options.Provider.Issuer, Context.Connection.RemoteIpAddress?.ToString(), CodeOf(failure));

        return result;
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        properties.Items[Nonce] = nonce;

        var address = QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), Nonce, nonce);
        if (Options.Provider.RequiredAcr.Count > 0) address = QueryHelpers.AddQueryString(address, "acr_values", string.Join(' ', Options.Provider.RequiredAcr));

        return Options.Provider.Resource is { } resource ? QueryHelpers.AddQueryString(address, "resource", resource) : address;
    }

    /// <summary>The code exchange of RFC 6749 4.1.3 with RFC 7636's verifier.</summary>
    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var form = Options.ClientForm(new()
        {
            ["grant_type"] = "authorization_code",
            ["redirect_uri"] = context.RedirectUri,
            ["code"] = context.Code,
            ["code_verifier"] = context.Properties.Items[OAuthConstants.CodeVerifierKey]!,
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, Options.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        if (!response.IsSuccessStatusCode) return OAuthTokenResponse.Failed(new AuthenticationFailureException("code-refused"));

        return OAuthTokenResponse.Success(JsonDocument.Parse(await response.Content.ReadAsStringAsync(Context.RequestAborted)));
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse answer)
    {
        var idToken = await IdTokenAsync(answer.Response!.RootElement.TryGetProperty("id_token", out var said) ? said.GetString() : null, properties.Items[Nonce]);
        var access = answer.AccessToken ?? throw new AuthenticationFailureException("no-access-token");
        var user = (await tokens.ValidateAsync(access, Context.RequestAborted)).Identity ?? throw new AuthenticationFailureException("access-token");
        if (user.Subject != SubjectOf(idToken) || user.Issuer != idToken.Issuer || user.Authority != Options.Authority)
            throw new AuthenticationFailureException("another-person");

        try
        {
            await log.SignedInAsync(user, Context.Connection.RemoteIpAddress?.ToString());
        }
        catch (LogUnavailableException)
        {
            throw new AuthenticationFailureException("log-unavailable");
        }

        properties.Items.Remove(Nonce);
        TokenRenewal.Keep(properties, access, answer.RefreshToken);
        identity.AddClaims([new("iss", user.Issuer), new("sub", user.Subject), new(ClaimTypes.Name, user.Name), new(AuthorityClaim, user.Authority)]);
        if (idToken.TryGetPayloadValue<string>("sid", out var sid) && sid is { Length: > 0 and <= 256 }) identity.AddClaim(new("sid", sid));
        if (user.Roles.Count == 1) identity.AddClaim(new(ActingRole.Claim, user.Roles[0]));
        await earlier.EndAsync(Context);

        return new(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    // Codes of ours alone: what a provider or a browser says is not repeated.
    private static string CodeOf(Exception failure) =>
        failure is AuthenticationFailureException { Message: { Length: < 40 } code } && code.All(c => char.IsAsciiLetterLower(c) || c == '-') ? code : "sign-in-failed";

    private string? SubjectOf(JsonWebToken idToken) => idToken.TryGetPayloadValue<string>(Options.Provider.SubjectClaim, out var subject) ? subject : null;

    private async Task<JsonWebToken> IdTokenAsync(string? idToken, string? nonce)
    {
        var provider = await Options.Discovery.GetConfigurationAsync(Context.RequestAborted);
        var result = await Jwt.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = Options.Provider.Issuer,
            ValidAudience = Options.ClientId,
            IssuerSigningKeys = provider.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
            ClockSkew = TimeSpan.FromSeconds(2),
        });
        if (!result.IsValid)
        {
            Options.Discovery.RequestRefresh();
            throw new AuthenticationFailureException("id-token");
        }

        var token = (JsonWebToken)result.SecurityToken;
        if (nonce is null || !token.TryGetPayloadValue<string>(Nonce, out var said) || said != nonce) throw new AuthenticationFailureException("nonce");

        return token;
    }
}
