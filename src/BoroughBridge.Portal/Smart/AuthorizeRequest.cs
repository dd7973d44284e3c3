using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace BoroughBridge.Portal.Smart;

/// <summary>An app's request for access, found in order (RFC 6749 4.1.1, RFC 7636, SMART 2.2): PKCE with S256 and nothing else, a state, this server as the audience.</summary>
internal sealed record AuthorizeRequest
{
    private const int Longest = 2048;
    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public required SmartClient Client { get; init; }
    public required string RedirectUri { get; init; }
    public required string State { get; init; }
    public required string Challenge { get; init; }
    public required string Scope { get; init; }
    public string? Launch { get; init; }

    /// <summary>The request; or an error, sent to the client where its address can be trusted and shown where not.</summary>
    public static (AuthorizeRequest? Request, string? SendTo, string? Error) Read(IQueryCollection query, SmartPlace place)
    {
        if (place.Find(One(query, "client_id")) is not { } client) return (null, null, "unknown-client");
        if (One(query, "redirect_uri") is not { } redirect || !client.RedirectUris.Contains(redirect, StringComparer.Ordinal)) return (null, null, "redirect-uri-not-registered");

        var state = One(query, "state");
        (AuthorizeRequest?, string?, string?) Refuse(string error) => (null, Answer(redirect, state, place, ("error", error)), error);

        if (query.Any(parameter => parameter.Value.Count > 1 || parameter.Value[0]!.Length > Longest)) return Refuse("invalid_request");
        if (One(query, "response_type") != "code") return Refuse("unsupported_response_type");
        if (One(query, "response_mode") is not (null or "query") || query.ContainsKey("request") || query.ContainsKey("request_uri")) return Refuse("invalid_request");
        if (state is null || One(query, "aud")?.TrimEnd('/') != place.Fhir) return Refuse("invalid_request");
        if (One(query, "code_challenge_method") != "S256") return Refuse("invalid_request");
        if (One(query, "code_challenge") is not { Length: 43 } challenge || challenge.AsSpan().ContainsAnyExcept(Base64Url)) return Refuse("invalid_request");
        if (SmartScopes.Narrow(One(query, "scope"), client.Scopes) is not { } scope || SmartScopes.NamesSystem(scope)) return Refuse("invalid_scope");

        return (new() { Client = client, RedirectUri = redirect, State = state, Challenge = challenge, Scope = scope, Launch = One(query, "launch") }, null, null);
    }

    /// <summary>Where the browser goes with an answer (RFC 9207: with the issuer).</summary>
    public string Answer(SmartPlace place, string name, string value) => Answer(RedirectUri, State, place, (name, value));

    private static string Answer(string redirect, string? state, SmartPlace place, (string Name, string Value) one)
    {
        var address = QueryHelpers.AddQueryString(redirect, one.Name, one.Value);
        if (state is not null) address = QueryHelpers.AddQueryString(address, "state", state);

        return QueryHelpers.AddQueryString(address, "iss", place.Fhir);
    }

    private static string? One(IQueryCollection query, string name) => query[name] is [{ Length: > 0 and <= Longest } value] ? value : null;
}
