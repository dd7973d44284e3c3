using BoroughBridge.StandIns.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.StandIns.Identity;

/// <summary>Signs out (OpenID Connect RP-Initiated Logout): ends the sign-in that an id token of ours names, and sends the browser back where that is registered.</summary>
internal static class EndSession
{
    public static async Task<IResult> AnswerAsync(HttpContext context, Issuer issuer, LogoutSender logout)
    {
        var query = context.Request.Query;
        var hint = AuthorizationRequests.One(query["id_token_hint"]) is { } token ? await ReadAsync(token, issuer) : null;
        if (hint is not null)
        {
            issuer.Refresh.End(signIn => signIn.Session == hint.Session);
            await logout.TellAsync(issuer, hint.Subject, hint.Session, context.RequestAborted);
        }

        var back = AuthorizationRequests.One(query["post_logout_redirect_uri"]);
        var client = issuer.Client(hint?.ClientId ?? AuthorizationRequests.One(query["client_id"]));
        if (back is not null && client?.PostLogoutRedirectUris.Contains(back, StringComparer.Ordinal) == true)
            return new SeeOther(AuthorizationRequests.One(query["state"]) is { } state ? QueryHelpers.AddQueryString(back, "state", state) : back);

        return Page.Answer(context, "You are signed out", $"{issuer.DisplayName}'s own sign-in", "<p>You can close this page.</p>");
    }

    /// <summary>An expired id token still says whom to sign out; a forged one says nothing.</summary>
    private static async Task<Hint?> ReadAsync(string token, Issuer issuer)
    {
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer.Name,
            ValidateAudience = false,
            ValidateLifetime = false,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = ["JWT"],
            IssuerSigningKeys = issuer.Keys.Verifying(),
            CryptoProviderFactory = new() { CacheSignatureProviders = false },
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || !jwt.TryGetPayloadValue<string>("sid", out var session)) return null;

        return new(session, jwt.Audiences.First(), jwt.Subject);
    }

    private sealed record Hint(string Session, string ClientId, string Subject);
}
