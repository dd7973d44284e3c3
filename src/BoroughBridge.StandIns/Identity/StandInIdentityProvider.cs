// Promise: issues tokens only in the demonstration and only to this computer; anywhere else it does not start.
using System.Collections.Frozen;
using BoroughBridge.StandIns.Pages;
using BoroughBridge.StandIns.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.StandIns.Identity;

/// <summary>A stand-in OpenID provider: one issuer per authority by path, people who sign in by being chosen.</summary>
public static class StandInIdentityProvider
{
    private const string What = "stand-in identity provider";

    /// <summary>The provider, ready to start. <paramref name="configure"/> gives it logging, and tests their clock.</summary>
    /// <exception cref="StandInRefusedException">This is not the demonstration, or its address is not loopback.</exception>
    public static WebApplication Build(StandInOptions options, bool demonstration, Action<WebApplicationBuilder> configure)
    {
        var address = DemonstrationOnly.Require(demonstration, What, options.IdentityUrl);
        var builder = StandInServer.Builder(address, mostBodyBytes: 64 * 1024, configure);
        builder.Services.AddSingleton<TokenMaker>();
        builder.Services.AddSingleton(services => new LogoutSender(options, services.GetRequiredService<TokenMaker>()));
        builder.Services.AddSingleton(services => new Issuers(address, options, services.GetRequiredService<TimeProvider>()));

        var app = builder.Build();
        app.UseStandIn(What, address);
        app.UseRouting();
        app.MapGet("/", (HttpContext context) => Front(context));
        app.MapGet("/health/ready", () => Results.Text("ready"));
        Get(app, "/.well-known/openid-configuration", (_, issuer) => Task.FromResult(Discovery.Document(issuer)));
        Get(app, "/jwks", (_, issuer) => Task.FromResult(Discovery.Keys(issuer)));
        Get(app, "/authorize", (context, issuer) => Task.FromResult(SignInEndpoints.Authorize(context, issuer)));
        Get(app, "/end-session", (context, issuer) => EndSession.AnswerAsync(context, issuer, Service<LogoutSender>(context)));
        Post(app, "/sign-in", (context, issuer) => SignInEndpoints.ChosenAsync(context, issuer, Service<TimeProvider>(context)));
        Post(app, "/token", (context, issuer) => TokenEndpoint.AnswerAsync(context, issuer, Service<TokenMaker>(context)));
        Post(app, "/demo/token", (context, issuer) => DemoEndpoints.TokenAsync(context, issuer, Service<TokenMaker>(context)));
        Post(app, "/demo/sign-out", (context, issuer) => DemoEndpoints.SignOutAsync(context, issuer, Service<LogoutSender>(context)));
        Post(app, "/demo/rotate-key", (context, issuer) => Task.FromResult(DemoEndpoints.Rotate(context, issuer)));

        return app;
    }

    private static void Get(WebApplication app, string path, Func<HttpContext, Issuer, Task<IResult>> answer) => app.MapGet("/{authority}" + path, Under(answer));

    private static void Post(WebApplication app, string path, Func<HttpContext, Issuer, Task<IResult>> answer) => app.MapPost("/{authority}" + path, Under(answer));

    private static RequestDelegate Under(Func<HttpContext, Issuer, Task<IResult>> answer) => async context =>
    {
        var issuer = Service<Issuers>(context).Find(context.GetRouteValue("authority") as string);
        var result = issuer is null ? Results.NotFound() : await answer(context, issuer);
        await result.ExecuteAsync(context);
    };

    private static IResult Front(HttpContext context)
    {
        var rows = DemonstrationPeople.All.Select(person =>
            $"<tr><td><code>{Page.Text(person.Login)}</code></td><td>{Page.Text(person.Name)}</td><td>{Page.Text(person.Authority)}</td><td>{Page.Text(person.About)}</td></tr>");

        return Page.Answer(
            context, "Who can sign in", "the boroughs' own identity providers",
            $"<table><thead><tr><th>Login</th><th>Name</th><th>Signs in at</th><th>Who</th></tr></thead><tbody>{string.Concat(rows)}</tbody></table>");
    }

    private static T Service<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}

/// <summary>All issuers, by slug.</summary>
internal sealed class Issuers(Uri address, StandInOptions options, TimeProvider clock) : IDisposable
{
    private readonly FrozenDictionary<string, Issuer> bySlug =
        DemonstrationPeople.Authorities.ToFrozenDictionary(authority => authority.Slug, authority => new Issuer(authority, address, options, clock));

    public Issuer? Find(string? slug) => slug is null ? null : bySlug.GetValueOrDefault(slug);

    public void Dispose()
    {
        foreach (var issuer in bySlug.Values) issuer.Dispose();
    }
}
