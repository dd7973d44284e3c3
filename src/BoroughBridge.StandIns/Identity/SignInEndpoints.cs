using System.Security.Cryptography;
using BoroughBridge.StandIns.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace BoroughBridge.StandIns.Identity;

/// <summary>The browser's half: shows who can be signed in, and sends the chosen one back with a code.</summary>
internal static class SignInEndpoints
{
    public static IResult Authorize(HttpContext context, Issuer issuer)
    {
        switch (AuthorizationRequests.Read(context.Request.Query, issuer))
        {
            case AuthorizationOutcome.Good(var request):
                return issuer.Open.Put(request) is { } open ? Choose(context, issuer, request, open) : Back(request.RedirectUri, "temporarily_unavailable", request.State);
            case AuthorizationOutcome.ToClient(var redirect, var error, var state):
                return Back(redirect, error, state);
            case AuthorizationOutcome.Shown(var error):
                return Problem(context, issuer, error);
            default:
                throw new InvalidOperationException();
        }
    }

    public static async Task<IResult> ChosenAsync(HttpContext context, Issuer issuer, TimeProvider clock)
    {
        if (!context.Request.HasFormContentType) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (issuer.Find(AuthorizationRequests.One(form["login"])) is not { } person) return Problem(context, issuer, "unknown-login");
        if (!issuer.Open.TryTake(AuthorizationRequests.One(form["open"]), out var request)) return Problem(context, issuer, "sign-in-expired");

        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var code = issuer.Codes.Put(new(request, new(session, person.Login, request.ClientId, clock.GetUtcNow())));
        if (code is null) return Back(request.RedirectUri, "temporarily_unavailable", request.State);

        return To(request.RedirectUri, ("code", code), ("state", request.State), ("iss", issuer.Name));
    }

    private static IResult Choose(HttpContext context, Issuer issuer, AuthorizationRequest request, string open)
    {
        var choices = issuer.People.Select(person =>
            $"""
            <li><button name="login" value="{Page.Text(person.Login)}"><strong>{Page.Text(person.Name)}</strong><span>{Page.Text(person.About)} · <code>{Page.Text(person.Login)}</code></span></button></li>

            """);
        var body = $"""
            <p>Choose who to be. There is no password to know: choosing signs you in.</p>
            <form method="post" action="/{issuer.Slug}/sign-in"><input type="hidden" name="open" value="{Page.Text(open)}"><ul class="choices">
            {string.Concat(choices)}</ul></form>
            """;

        return Page.Answer(
            context, $"Sign in to {issuer.DisplayName}", $"{issuer.DisplayName}'s own sign-in", body, formTargets: new Uri(request.RedirectUri).GetLeftPart(UriPartial.Authority));
    }

    private static IResult Problem(HttpContext context, Issuer issuer, string code)
    {
        var body = $"<p>This sign-in cannot go on: <code>{Page.Text(code)}</code>.</p><p>Go back to where you came from and start again.</p>";

        return Page.Answer(context, "Sign-in stopped", $"{issuer.DisplayName}'s own sign-in", body, StatusCodes.Status400BadRequest);
    }

    private static SeeOther Back(string redirect, string error, string? state) => To(redirect, ("error", error), ("state", state));

    private static SeeOther To(string redirect, params (string Name, string? Value)[] parameters) => new SeeOther(
        QueryHelpers.AddQueryString(redirect, parameters.Where(parameter => parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))));
}

/// <summary>303: what follows a form is a GET.</summary>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;

        return Task.CompletedTask;
    }
}
