using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Portal.Smart;

/// <summary>
/// The token endpoint (RFC 6749 3.2, RFC 7636, SMART 2.2): a code, a refresh token, a client's own credentials, or a viewer's token and the next launch, for an access
/// token of five minutes that is a reference and says nothing.
/// </summary>
internal sealed class TokenEndpoint(SmartClients clients, SmartSecrets secrets, SmartTokens tokens)
{
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private static readonly TimeSpan RefreshLife = TimeSpan.FromHours(8);
    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        if (await FormAsync(context) is not { } form) return Refuse("invalid_request");
        if (await clients.OfAsync(form, context) is not { } client) return Refuse("invalid_client", StatusCodes.Status401Unauthorized);

        return SmartClients.One(form, "grant_type") switch
        {
            "authorization_code" => await ByCodeAsync(form, client, context.RequestAborted),
            "refresh_token" => await ByRefreshAsync(form, client, context.RequestAborted),
            "client_credentials" => await ForItselfAsync(form, client),
            Exchange => await NextChildAsync(form, client, context.RequestAborted),
            null => Refuse("invalid_request"),
            _ => Refuse("unsupported_grant_type"),
        };
    }

    /// <summary>RFC 7009: the token, and everything that came of the same sign-in. An unknown token is as good as withdrawn.</summary>
    public async Task<IResult> RevokeAsync(HttpContext context)
    {
        if (await FormAsync(context) is not { } form || SmartClients.One(form, "token") is not { } token) return Refuse("invalid_request");
        if (await clients.OfAsync(form, context) is not { } client) return Refuse("invalid_client", StatusCodes.Status401Unauthorized);

        var grant = await secrets.FindAsync<SmartGrant>(SmartSecrets.Access, token, context.RequestAborted) ?? await secrets.FindAsync<SmartGrant>(SmartSecrets.Refresh, token, context.RequestAborted);
        if (grant?.ClientId == client.Id) await secrets.EndAsync(grant.Family);

        return Results.Ok();
    }

    private async Task<IResult> ByCodeAsync(IFormCollection form, SmartClient client, CancellationToken ct)
    {
        // Spent by the first try, whatever comes of it.
        if (await secrets.TakeAsync<CodeGrant>(SmartSecrets.Code, SmartClients.One(form, "code")) is not { } code) return Refuse("invalid_grant");
        if (code.Grant.ClientId != client.Id || code.RedirectUri != SmartClients.One(form, "redirect_uri") || !Fits(SmartClients.One(form, "code_verifier"), code.Challenge)) return Refuse("invalid_grant");

        return await GiveAsync(code.Grant, ct);
    }

    private async Task<IResult> ByRefreshAsync(IFormCollection form, SmartClient client, CancellationToken ct)
    {
        if (await secrets.TakeAsync<SmartGrant>(SmartSecrets.Refresh, SmartClients.One(form, "refresh_token")) is not { } grant || grant.ClientId != client.Id) return Refuse("invalid_grant");
        if (SmartClients.One(form, "scope") is not { } scope) return await GiveAsync(grant, ct);

        return SmartScopes.Narrow(scope, grant.Scope) is { } narrower ? await GiveAsync(grant with { Scope = narrower }, ct) : Refuse("invalid_scope");
    }

    /// <summary>SMART backend services: a case system's own call. Nobody is present, so no body is read (ACC-16).</summary>
    private async Task<IResult> ForItselfAsync(IFormCollection form, SmartClient client)
    {
        if (client.Keys is null) return Refuse("unauthorized_client");
        if (SmartClients.One(form, "scope") is not { } asked || asked.Split(' ').Any(scope => !scope.StartsWith("system/", StringComparison.Ordinal))) return Refuse("invalid_scope");
        if (SmartScopes.Narrow(asked, client.Scopes) is not { } scope) return Refuse("invalid_scope");

        var access = await secrets.PutAsync(SmartSecrets.Access, Ids.New(), new SmartGrant { ClientId = client.Id, Scope = scope, Family = Ids.New() }, SmartPlace.AccessLife);

        return Results.Json(new Dictionary<string, object> { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = (int)SmartPlace.AccessLife.TotalSeconds, ["scope"] = scope });
    }

    /// <summary>The viewer turns to the next child its case system opens (RFC 8693): the token of the last one is withdrawn with all that came of it.</summary>
    private async Task<IResult> NextChildAsync(IFormCollection form, SmartClient client, CancellationToken ct)
    {
        if (client.Id != SmartPlace.Viewer || SmartClients.One(form, "subject_token_type") != AccessTokenType) return Refuse("invalid_request");
        if (await secrets.FindAsync<SmartGrant>(SmartSecrets.Access, SmartClients.One(form, "subject_token"), ct) is not { } grant || grant.ClientId != client.Id) return Refuse("invalid_grant");
        var handle = SmartClients.One(form, "launch");
        // One that is not bound is left for the page that asks her.
        if (await secrets.FindAsync<LaunchContext>(SmartSecrets.Launch, handle, ct) is not { ChildRef: { } child } launch) return Refuse("interaction_required");
        if (await tokens.CallerAsync(grant, ct) is not { } caller || caller.User.Authority != launch.Authority) return Refuse("invalid_grant");
        if (await secrets.TakeAsync<LaunchContext>(SmartSecrets.Launch, handle) is null) return Refuse("invalid_grant");

        await secrets.EndAsync(grant.Family);

        return await GiveAsync(grant with { ChildRef = child, Family = Ids.New() }, ct);
    }

    private async Task<IResult> GiveAsync(SmartGrant grant, CancellationToken ct)
    {
        if (await tokens.CallerAsync(grant, ct) is null) return Refuse("invalid_grant");
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = await secrets.PutAsync(SmartSecrets.Access, grant.Family, grant, SmartPlace.AccessLife),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)SmartPlace.AccessLife.TotalSeconds,
            ["scope"] = grant.Scope,
        };
        if (SmartScopes.Has(grant.Scope, SmartScopes.Online)) answer["refresh_token"] = await secrets.PutAsync(SmartSecrets.Refresh, grant.Family, grant, RefreshLife);
        if (grant.ChildRef is { } child) (answer["patient"], answer["need_patient_banner"]) = (child, true);

        return Results.Json(answer);
    }

    private static async Task<IFormCollection?> FormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > 32 * 1024) return null;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);

        return form.Any(parameter => parameter.Value.Count > 1) ? null : form;
    }

    private static bool Fits(string? verifier, string challenge) =>
        verifier is { Length: >= 43 and <= 128 } && !verifier.AsSpan().ContainsAnyExcept(Unreserved)
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), Encoding.ASCII.GetBytes(challenge));

    private static IResult Refuse(string error, int status = StatusCodes.Status400BadRequest) => Results.Json(new Dictionary<string, string> { ["error"] = error }, statusCode: status);
}
