using BoroughBridge.Portal.Reading;
using BoroughBridge.Portal.SignIn;
using BoroughBridge.Portal.Smart;
using BoroughBridge.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Portal;

/// <summary>The portal inside routing's host: pages for people, over routing's own access path.</summary>
public static class PortalHost
{
    public static void AddPortal(this WebApplicationBuilder builder, RoutingOptions routing)
    {
        builder.Services.AddScoped<FileReader>();
        builder.AddSignIn(PortalPlace.Of(routing), routing.Trust.IdentityProviders);
        builder.Services.AddSmart();
        builder.AddPages(PortalPlace.Of(routing), options =>
        {
            options.Conventions.AuthorizeFolder("/Children", SignInSetup.Policy).AuthorizeFolder("/Manager", SignInSetup.Policy);
            options.Conventions.Add(new NotPages("/Desk/"));
        });
    }

    /// <summary>Pages of this assembly in a host, dressed and guarded alike wherever they stand.</summary>
    internal static void AddPages(this WebApplicationBuilder builder, PortalPlace place, Action<RazorPagesOptions> configure)
    {
        builder.Services.AddSingleton(place);
        builder.Services.AddSingleton<EmbeddedAssets>();
        builder.Services.AddHttpContextAccessor();
        builder.Services
            .AddRazorPages(configure)
            .ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new AssemblyPart(typeof(PortalHost).Assembly));
                parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(PortalHost).Assembly));
            });
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = place.CookieName("form");
            options.Cookie.SecurePolicy = place.CookieSecurity;
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
