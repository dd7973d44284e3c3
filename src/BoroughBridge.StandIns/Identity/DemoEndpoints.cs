using System.Text.Json;
using BoroughBridge.StandIns.People;
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
        var (person, asked, refused) = await AskedAsync(context, issuer);

        return person is null ? refused! : Results.Json(new Dictionary<string, object>
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
        var (person, _, refused) = await AskedAsync(context, issuer);
        if (person is null) return refused!;

        issuer.Refresh.End(signIn => signIn.Login == person.Login);

        return Results.Json(new Dictionary<string, int> { ["told"] = await logout.TellAsync(issuer, person.Login, session: null, context.RequestAborted) });
    }

    /// <summary>Whom the body names, or the answer to one that names nobody.</summary>
    private static async Task<(DemonstrationPerson? Person, Asked? Asked, IResult? Refused)> AskedAsync(HttpContext context, Issuer issuer)
    {
        if (!context.Request.HasJsonContentType()) return (null, null, Results.StatusCode(StatusCodes.Status415UnsupportedMediaType));
        Asked? asked;
        try
        {
            asked = await JsonSerializer.DeserializeAsync<Asked>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
        }
        catch (JsonException)
        {
            return (null, null, Error("invalid_request", StatusCodes.Status400BadRequest));
        }

        return issuer.Find(asked?.Login) is { } person ? (person, asked, null) : (null, null, Error("unknown-login", StatusCodes.Status404NotFound));
    }

    private static IResult Error(string code, int status) => Results.Json(new Dictionary<string, string> { ["error"] = code }, statusCode: status);

    private sealed record Asked(string? Login, bool? UserPresent);
}
