// Promise: a stand-in for a borough's case system, for the demonstration and tests; anywhere else it does not start.
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.StandIns.Ics;

/// <summary>A stand-in ICS: the REST interface of contracts/ics/openapi.yaml under <c>/ics/{authority}/api/v1</c>, pages to see it, and ways to change it.</summary>
public static class StandInIcs
{
    internal const string What = "stand-in ICS";

    /// <summary>Authorities whose files are electronic in the demonstration.</summary>
    public static IReadOnlyList<string> Authorities { get; } = [DemonstrationPeople.Islington.Slug];

    /// <summary>The stand-in ICS, ready to start. <paramref name="configure"/> gives it logging, and tests their clock.</summary>
    /// <exception cref="StandInRefusedException">This is not the demonstration, or its address is not loopback.</exception>
    public static WebApplication Build(StandInOptions options, bool demonstration, Action<WebApplicationBuilder> configure)
    {
        var address = DemonstrationOnly.Require(demonstration, What, options.IcsUrl);
        var builder = StandInServer.Builder(address, mostBodyBytes: 256 * 1024, configure);
        builder.Services.AddSingleton<IcsFaults>();
        builder.Services.AddSingleton(services => new SmartCalls(options, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services =>
        {
            var clock = services.GetRequiredService<TimeProvider>();
            var children = DemonstrationChildren.Make(DemonstrationDay.Of(options.DataFolder, clock));

            return new IcsStores(Authorities.ToDictionary(authority => authority, authority => new IcsStore(authority, children, clock)));
        });

        var app = builder.Build();
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(options.IcsApiKey));
        app.UseStandIn(What, address);
        app.UseWhen(
            context => context.Request.Path.Value!.Contains("/api/", StringComparison.Ordinal),
            api => api.Use((context, next) => ApiAsync(context, key, next)));
        app.UseRouting();
        app.MapGet("/health/ready", () => Results.Text("ready"));
        app.MapGet("/", () => Results.Redirect($"/ics/{Authorities[0]}"));
        IcsApi.Map(app);
        IcsPages.Map(app);
        IcsReviews.Map(app);
        IcsDemo.Map(app);

        return app;
    }

    private static Task ApiAsync(HttpContext context, byte[] key, RequestDelegate next)
    {
        var shown = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers["X-Api-Key"].ToString()));
        if (!CryptographicOperations.FixedTimeEquals(shown, key)) return IcsAnswers.Problem("api-key", StatusCodes.Status401Unauthorized).ExecuteAsync(context);

        return IcsMisbehaviour.ApplyAsync(context, context.RequestServices.GetRequiredService<IcsFaults>(), next);
    }
}

/// <summary>The stores, by authority.</summary>
public sealed record IcsStores(IReadOnlyDictionary<string, IcsStore> ByAuthority)
{
    internal static RequestDelegate Under(Func<HttpContext, IcsStore, Task<IResult>> answer) => async context =>
    {
        var stores = context.RequestServices.GetRequiredService<IcsStores>();
        var result = context.GetRouteValue("authority") is string authority && stores.ByAuthority.TryGetValue(authority, out var store)
            ? await answer(context, store)
            : IcsAnswers.Problem("not-found", StatusCodes.Status404NotFound);
        await result.ExecuteAsync(context);
    };
}
