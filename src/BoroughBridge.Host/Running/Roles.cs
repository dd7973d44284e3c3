using BoroughBridge.Adapters.Electronic;
using BoroughBridge.Adapters.PaperScan;
using BoroughBridge.Adapters.PaperScan.Operator;
using BoroughBridge.Holding;
using BoroughBridge.Host.Configuration;
using BoroughBridge.Host.Logs;
using BoroughBridge.Portal;
using BoroughBridge.Routing;
using BoroughBridge.StandIns;
using BoroughBridge.StandIns.Ics;
using BoroughBridge.StandIns.Identity;

namespace BoroughBridge.Host.Running;

/// <summary>The roles a configuration file names, in the order they start: who is called before who calls.</summary>
internal static class Roles
{
    public static IReadOnlyList<Role> Of(BridgeOptions options) =>
    [
        .. options.StandIns is null ? [] : StandIns(options, options.StandIns),
        .. options.Holdings.Select((holding, place) => Holding(options, holding, place)),
        .. options.Routing is null ? Array.Empty<Role>() : [Routing(options, options.Routing)],
    ];

    private static Role[] StandIns(BridgeOptions options, StandInOptions standIns) =>
    [
        new()
        {
            Name = "stand-in-identity", Section = "StandIns", Urls = [standIns.IdentityUrl],
            Build = () => StandInIdentityProvider.Build(standIns, options.Demonstration, builder => RoleSetup.Apply(builder, "stand-in-identity", standIns.DataFolder, options.LogLevel)),
        },
        new()
        {
            Name = "stand-in-ics", Section = "StandIns", Urls = [standIns.IcsUrl],
            Build = () => StandInIcs.Build(standIns, options.Demonstration, builder => RoleSetup.Apply(builder, "stand-in-ics", standIns.DataFolder, options.LogLevel)),
        },
    ];

    private static Role Holding(BridgeOptions options, HoldingRoleOptions role, int place) => new()
    {
        Name = role.Holding.Authority,
        Section = $"Holdings:{place}:Holding",
        Urls = role.Holding.RecordUrl.Length > 0 ? [role.Holding.Url, role.Holding.RecordUrl] : [role.Holding.Url],
        Database = role.Holding.Database,
        Brokers = role.Holding.Broker is { } broker ? [broker.Uri] : [],
        Build = () => HoldingHost.Build(
            role.Holding,
            builder =>
            {
                RoleSetup.Apply(builder, role.Holding.Authority, role.Holding.DataFolder, options.LogLevel);
                if (role.Electronic is { } electronic) builder.AddElectronicAdapter(electronic);
                if (role.Paper is { } paper) builder.AddPaperAdapter(paper);
            },
            app =>
            {
                app.MapLogExport(role.Holding.Authority, role.Holding.DataFolder, role.Holding.Log);
                app.MapDisclosureLines(role.Holding.Authority);
                if (role.Paper is not null) app.MapPaperOperator();
            }),
    };

    private static Role Routing(BridgeOptions options, RoutingOptions routing) => new()
    {
        Name = "routing",
        Section = "Routing",
        Urls = [routing.Url, routing.RecordUrl],
        Database = routing.Database,
        Brokers = [.. routing.Authorities.Values.Where(authority => authority.Broker is not null).Select(authority => authority.Broker!.Uri)],
        Build = () => RoutingHost.Build(
            routing,
            builder =>
            {
                RoleSetup.Apply(builder, "routing", routing.DataFolder, options.LogLevel);
                builder.AddPortal(routing);
            },
            app =>
            {
                app.MapLogExport("routing", routing.DataFolder, routing.Log);
                app.MapDisclosureLines("routing");
                app.MapPortal();
            }),
    };
}
