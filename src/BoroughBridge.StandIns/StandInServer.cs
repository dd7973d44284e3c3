using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.StandIns;

/// <summary>What both stand-ins' web servers share: loopback, small bodies, no foreign host names or origins, and a header that says what this is.</summary>
internal static class StandInServer
{
    /// <summary>Every answer carries it.</summary>
    public const string Header = "Stand-In";

    public static WebApplicationBuilder Builder(Uri address, int mostBodyBytes, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(address.GetLeftPart(UriPartial.Authority));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = mostBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        });
        builder.Host.UseServiceProviderFactory(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        configure(builder);

        return builder;
    }

    public static void UseStandIn(this WebApplication app, string what, Uri address) => app.Use(async (context, next) =>
    {
        var headers = context.Response.Headers;
        headers[Header] = $"{what}; demonstration only";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";

        // A page elsewhere that had its own name point here (DNS rebinding), or that posts here unasked, is no visitor of the demonstration.
        var host = context.Request.Host.Host;
        if (host != address.Host && host is not ("localhost" or "127.0.0.1" or "[::1]"))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        if (HttpMethods.IsPost(context.Request.Method) && context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await next(context);
    });
}
