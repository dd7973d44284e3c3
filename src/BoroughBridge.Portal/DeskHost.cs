using BoroughBridge.Holding;
using BoroughBridge.Portal.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Portal;

/// <summary>The desk inside a holding's host: pages for the holder's own managers and signatories, who sign in with their own borough.</summary>
public static class DeskHost
{
    /// <summary>Whether the holding has a client at its own borough's provider; without one there is no desk.</summary>
    public static bool HasDesk(HoldingOptions holding) => holding.Trust.IdentityProviders.TryGetValue(holding.Authority, out var own) && own.ClientId is not null;

    public static void AddDesk(this WebApplicationBuilder builder, HoldingOptions holding)
    {
        var place = PortalPlace.Of(holding);
        builder.AddPages(place, options =>
        {
            options.Conventions.AuthorizeFolder("/Desk", SignInSetup.Policy);
            options.Conventions.Add(new OnlyPages("/Desk/", "/SignOut"));
        });
        builder.AddSignIn(place, holding.Trust.IdentityProviders.Where(entry => entry.Key == holding.Authority));
    }

    public static void MapDesk(this WebApplication app)
    {
        var pages = app.MapGroup("").RequireHost(app.Services.GetRequiredService<PortalPlace>().Hosts);
        app.UseWhen(PortalPlace.IsDesk, branch => branch.UseMiddleware<PageHeaders>());
        app.UseAuthentication();
        app.UseAuthorization();
        pages.MapRazorPages();
        pages.MapSignIn();
        pages.MapGet("/assets/{name}", (string name, EmbeddedAssets assets) => assets.Serve(name));
    }
}

/// <summary>Leaves a host no other pages than these: the assembly has those of both hosts.</summary>
internal sealed class OnlyPages(params string[] prefixes) : IPageRouteModelConvention
{
    public void Apply(PageRouteModel model)
    {
        if (!prefixes.Any(prefix => model.ViewEnginePath.StartsWith(prefix, StringComparison.Ordinal))) model.Selectors.Clear();
    }
}

/// <summary>Leaves a host all pages but these.</summary>
internal sealed class NotPages(string prefix) : IPageRouteModelConvention
{
    public void Apply(PageRouteModel model)
    {
        if (model.ViewEnginePath.StartsWith(prefix, StringComparison.Ordinal)) model.Selectors.Clear();
    }
}
