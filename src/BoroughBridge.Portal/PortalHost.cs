using BoroughBridge.Portal.Reading;
using BoroughBridge.Portal.SignIn;
using BoroughBridge.Portal.Smart;
using BoroughBridge.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Portal;

/// <summary>The portal inside routing's host: pages for people, over routing's own access path.</summary>
public static class PortalHost
{
    public static void AddPortal(this WebApplicationBuilder builder, RoutingOptions routing)
    {
        builder.Services.AddSingleton(PortalPlace.Of(routing));
        builder.Services.AddSingleton<EmbeddedAssets>();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<FileReader>();
        builder.AddSignIn(routing);
        builder.Services.AddSmart();
        builder.Services
            .AddRazorPages(options => options.Conventions.AuthorizeFolder("/Children", SignInSetup.Policy))
            .ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new AssemblyPart(typeof(PortalHost).Assembly));
                parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(PortalHost).Assembly));
            });
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = PortalPlace.Of(routing).CookieName("form");
            options.Cookie.SecurePolicy = PortalPlace.Of(routing).CookieSecurity;
        });
    }

    public static void MapPortal(this WebApplication app)
    {
        var pages = app.MapGroup("").RequireHost(app.Services.GetRequiredService<PortalPlace>().Hosts);
        app.UseWhen(SmartCors.Concerns, branch => branch.UseMiddleware<SmartCors>());
        app.UseWhen(PortalPlace.IsPage, branch => branch.UseMiddleware<PageHeaders>());
        app.UseAuthentication();
        app.UseAuthorization();
        pages.MapRazorPages();
        pages.MapSignIn();
        pages.MapSmart();
        pages.MapPageImages();
        pages.MapGet("/assets/{name}", (string name, EmbeddedAssets assets) => assets.Serve(name));
    }
}
