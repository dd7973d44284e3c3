using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.StandIns.Identity;

/// <summary>What only a stand-in has: a token for the asking, a key rotated at will.</summary>
internal static class DemoEndpoints
{
    /// <summary>Client named in tokens given without a browser.</summary>
    public const string ClientId = "demonstration";

    /// <summary><c>{"login": "iro.th1"}</c>; <c>"userPresent": false</c> gives the token a machine would have.</summary>
    public static async Task<IResult> TokenAsync(HttpContext context, Issuer issuer, TokenMaker tokens)
    {
        if (!context.Request.HasJsonContentType()) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        TokenAsked? asked;
        try
        {
            asked = await JsonSerializer.DeserializeAsync<TokenAsked>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
        }
        catch (JsonException)
        {
            return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
        }

        if (issuer.Find(asked?.Login) is not { } person)
            return Results.Json(new Dictionary<string, string> { ["error"] = "unknown-login" }, statusCode: StatusCodes.Status404NotFound);

        return Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = tokens.Access(issuer, person, ClientId, "demonstration", asked!.UserPresent ?? true),
            ["token_type"] = "Bearer",
            ["expires_in"] = TokenMaker.LifeSeconds,
        });
    }

    public static IResult Rotate(HttpContext context, Issuer issuer) => context.Request.HasJsonContentType()
        ? Results.Json(new Dictionary<string, string> { ["kid"] = issuer.Keys.Rotate() })
        : Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);

    /// <summary><c>{"login": "iro.th1"}</c>: her employer signs her out everywhere, as a provider does whose administrator ends her sessions.</summary>
    public static async Task<IResult> SignOutAsync(HttpContext context, Issuer issuer, LogoutSender logout)
    {
        if (!context.Request.HasJsonContentType()) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        TokenAsked? asked;
        try
        {
            asked = await JsonSerializer.DeserializeAsync<TokenAsked>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
        }
        catch (JsonException)
        {
            return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
        }

        if (issuer.Find(asked?.Login) is not { } person)
            return Results.Json(new Dictionary<string, string> { ["error"] = "unknown-login" }, statusCode: StatusCodes.Status404NotFound);

        issuer.Refresh.End(signIn => signIn.Login == person.Login);

        return Results.Json(new Dictionary<string, int> { ["told"] = await logout.TellAsync(issuer, person.Login, session: null, context.RequestAborted) });
    }

    private sealed record TokenAsked(string? Login, bool? UserPresent);
}
