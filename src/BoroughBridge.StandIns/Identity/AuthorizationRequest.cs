using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BoroughBridge.StandIns.Identity;

/// <summary>A request to sign somebody in, found in order (OpenID Connect Core 3.1.2.1, RFC 7636).</summary>
internal sealed record AuthorizationRequest
{
    public required string ClientId { get; init; }
    public required string RedirectUri { get; init; }
    public required string Challenge { get; init; }
    public required string Scope { get; init; }
    public string? State { get; init; }
    public string? Nonce { get; init; }

    public bool WantsRefresh => Scope.Split(' ').Contains("offline_access");
}

/// <summary>What came of reading a request: the request, an error for the client, or an error that may only be shown, for want of an address to trust.</summary>
internal abstract record AuthorizationOutcome
{
    public sealed record Good(AuthorizationRequest Request) : AuthorizationOutcome;

    public sealed record ToClient(string RedirectUri, string Error, string? State) : AuthorizationOutcome;

    public sealed record Shown(string Error) : AuthorizationOutcome;
}

/// <summary>Reads a request; every parameter at most once and of bounded length.</summary>
internal static class AuthorizationRequests
{
    private const int Longest = 2048;
    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static AuthorizationOutcome Read(IQueryCollection query, Issuer issuer)
    {
        if (issuer.Client(One(query["client_id"])) is not { } client) return new AuthorizationOutcome.Shown("unknown-client");
        if (One(query["redirect_uri"]) is not { } redirect || !client.RedirectUris.Contains(redirect, StringComparer.Ordinal))
            return new AuthorizationOutcome.Shown("redirect-uri-not-registered");

        var state = One(query["state"]);
        AuthorizationOutcome Refuse(string error) => new AuthorizationOutcome.ToClient(redirect, error, state);

        if (query.Any(parameter => parameter.Value.Count > 1 || parameter.Value[0]!.Length > Longest)) return Refuse("invalid_request");
        if (query.ContainsKey("request")) return Refuse("request_not_supported");
        if (query.ContainsKey("request_uri")) return Refuse("request_uri_not_supported");
        if (One(query["response_type"]) != "code") return Refuse("unsupported_response_type");
        if (One(query["response_mode"]) is not (null or "query")) return Refuse("invalid_request");
        if (One(query["scope"]) is not { } scope || !scope.Split(' ').Contains("openid")) return Refuse("invalid_scope");
        if (One(query["code_challenge_method"]) != "S256") return Refuse("invalid_request");
        if (One(query["code_challenge"]) is not { Length: 43 } challenge || challenge.AsSpan().ContainsAnyExcept(Base64Url)) return Refuse("invalid_request");
        if (One(query["prompt"]) == "none") return Refuse("login_required");

        return new AuthorizationOutcome.Good(new()
        {
            ClientId = client.ClientId,
            RedirectUri = redirect,
            Challenge = challenge,
            Scope = scope,
            State = state,
            Nonce = One(query["nonce"]),
        });
    }

    /// <summary>The value of a parameter given once and not empty.</summary>
    public static string? One(StringValues values) => values is [{ Length: > 0 and <= Longest } value] ? value : null;
}
