using BoroughBridge.DisclosureLog.Serving;
using BoroughBridge.Holding.Operator;
using BoroughBridge.Holding.Read;
using BoroughBridge.Holding.Serving;
using BoroughBridge.Holding.Telling;
using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.Holding;

/// <summary>Makes one authority's holding: its own host and container, sharing nothing with any other part of the process.</summary>
public static class HoldingHost
{
    private const int MostRequestBytes = 1 << 20;

    /// <summary>
    /// Builds the holding; starting it applies the schema, opens keys and log, sweeps the vault, then listens at its three doors.
    /// <paramref name="addAdapters"/> also gives the host its clock and its logging; <paramref name="mapAdapters"/> maps the adapters' endpoints.
    /// </summary>
    /// <exception cref="ConfigurationRefusedException">A key is missing or an address cannot be used.</exception>
    /// <exception cref="Trust.TrustConfigurationException">A key or certificate of section Trust cannot be used.</exception>
    public static WebApplication Build(HoldingOptions options, Action<WebApplicationBuilder> addAdapters, Action<WebApplication>? mapAdapters = null)
    {
        if (options.Profile == TransportProfile.Brokered && options.Broker is null) throw new ConfigurationRefusedException("Broker", "is required where Profile is Brokered");
        var doors = new DoorAddresses(options.Url, options.RecordUrl, options.DataFolder);
        if (doors.Refusal() is { } refusal) throw new ConfigurationRefusedException(refusal.Split(' ')[0], refusal[(refusal.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(HoldingHost).Assembly.GetName().Name, EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MostRequestBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 1024;
            kestrel.ListenAtDoors(doors, options.Trust);
        });
        builder.Host.UseDefaultServiceProvider(provider => (provider.ValidateOnBuild, provider.ValidateScopes) = (true, true));
        builder.Services.AddHolding(options, doors);
        addAdapters(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(doors.GuardSocket);
        app.UseCarried();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseDoors();
        Map(app, options);
        mapAdapters?.Invoke(app);

        return app;
    }

    private static void Map(WebApplication app, HoldingOptions options)
    {
        app.MapLanding();
        app.MapHealth();
        app.MapLog(options.Authority);
        app.MapRead();
        app.MapStreams();
        app.MapChildren();
        app.MapReturns();
        app.MapAllocations();
        app.MapStaff();
    }
}
