using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.StandIns.Identity;

/// <summary>Exchanges a code, or a refresh token, for tokens (RFC 6749 4.1.3 and 6, RFC 7636 4.6).</summary>
internal static class TokenEndpoint
{
    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public static async Task<IResult> AnswerAsync(HttpContext context, Issuer issuer, TokenMaker tokens)
    {
        if (!context.Request.HasFormContentType) return Refuse("invalid_request");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form.Any(parameter => parameter.Value.Count > 1)) return Refuse("invalid_request");
        if (issuer.Client(AuthorizationRequests.One(form["client_id"])) is not { } client) return Refuse("invalid_client", StatusCodes.Status401Unauthorized);

        return AuthorizationRequests.One(form["grant_type"]) switch
        {
            "authorization_code" => Exchange(form, issuer, client, tokens),
            "refresh_token" => Renew(form, issuer, client, tokens),
            null => Refuse("invalid_request"),
            _ => Refuse("unsupported_grant_type"),
        };
    }

    /// <summary>A code is spent by the first try, whatever comes of it.</summary>
    private static IResult Exchange(IFormCollection form, Issuer issuer, StandInClientOptions client, TokenMaker tokens)
    {
        if (!issuer.Codes.TryTake(AuthorizationRequests.One(form["code"]), out var granted)) return Refuse("invalid_grant");
        if (granted.Request.ClientId != client.ClientId) return Refuse("invalid_grant");
        if (AuthorizationRequests.One(form["redirect_uri"]) != granted.Request.RedirectUri) return Refuse("invalid_grant");
        if (!Fits(AuthorizationRequests.One(form["code_verifier"]), granted.Request.Challenge)) return Refuse("invalid_grant");

        return Tokens(issuer, granted.SignIn, tokens, granted.Request.Nonce, granted.Request.WantsRefresh);
    }

    private static IResult Renew(IFormCollection form, Issuer issuer, StandInClientOptions client, TokenMaker tokens) =>
        AuthorizationRequests.One(form["refresh_token"]) is { } token && issuer.Refresh.Use(token, client.ClientId) is { } signIn
            ? Tokens(issuer, signIn, tokens, nonce: null, refresh: true)
            : Refuse("invalid_grant");

    private static IResult Tokens(Issuer issuer, SignIn signIn, TokenMaker tokens, string? nonce, bool refresh)
    {
        var person = issuer.Find(signIn.Login)!;
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = tokens.Access(issuer, person, signIn.ClientId, signIn.Session),
            ["token_type"] = "Bearer",
            ["expires_in"] = TokenMaker.LifeSeconds,
            ["id_token"] = tokens.Id(issuer, person, signIn, nonce),
        };
        if (refresh && issuer.Refresh.Make(signIn) is { } next) answer["refresh_token"] = next;

        return Results.Json(answer);
    }

    private static bool Fits(string? verifier, string challenge) =>
        verifier is { Length: >= 43 and <= 128 } && !verifier.AsSpan().ContainsAnyExcept(Unreserved)
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), Encoding.ASCII.GetBytes(challenge));

    private static IResult Refuse(string error, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new Dictionary<string, string> { ["error"] = error }, statusCode: status);
}
