using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Serving;
using BoroughBridge.Routing.Allocations;
using BoroughBridge.Routing.FhirApi;
using BoroughBridge.Routing.Follow;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Operator;
using BoroughBridge.Routing.People;
using BoroughBridge.Routing.Read;
using BoroughBridge.Routing.Record;
using BoroughBridge.Routing.Search;
using BoroughBridge.Routing.Watch;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Streams.Metrics;
using BoroughBridge.Trust;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.Routing;

/// <summary>Routing as a host of its own: its container, its doors, its streams.</summary>
public static class RoutingHost
{
    /// <summary>Builds it, ready to be started.</summary>
    /// <param name="options">Section <c>Routing</c>, validated.</param>
    /// <param name="addPortal">Adds the caller's clock and logging, and the portal's services.</param>
    /// <param name="mapPortal">Maps the portal's pages.</param>
    /// <exception cref="TrustConfigurationException">A key or certificate cannot be used.</exception>
    /// <exception cref="ArgumentException">An address cannot be listened on.</exception>
    public static WebApplication Build(RoutingOptions options, Action<WebApplicationBuilder> addPortal, Action<WebApplication> mapPortal)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        // Everything routing is told stands in its options: no file or variable beside them changes it.
        builder.Configuration.Sources.Clear();
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = provider.ValidateScopes = true);

        var doors = new DoorAddresses(options.Url, options.RecordUrl, options.DataFolder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenAtDoors(doors, options.Trust);
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        });

        addPortal(builder);
        AddRouting(builder.Services, options);

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(doors.GuardSocket);
        Map(app, options, mapPortal);

        return app;
    }

    private static void AddRouting(IServiceCollection services, RoutingOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(options.Log);
        services.AddSingleton(_ => new Database(options.Database));
        services.AddTrust(options.Trust);
        services.AddHostedService<SchemaAtStart>();
        services.AddDisclosureLog(options.Trust.Self, options.Log, options.DataFolder, of => of.GetRequiredService<PartsHttp>().Client(), part =>
            options.Authorities.ContainsKey(part) ? new(PartsHttp.AddressOf(options, part), "/record/log/") : throw new LogUnavailableException("log-peer-unknown"));
        services.AddSingleton<RoutingMeters>();
        services.AddSingleton(provider => new MetricsText(provider.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "BoroughBridge.", "Microsoft.AspNetCore.Hosting"));

        services.AddSingleton<HolderStreams>();
        services.AddSingleton<AllocationLog>();
        services.AddSingleton<ProposalDesk>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<NamedDenies>();
        services.AddSingleton(of => new SignInLog(of.GetRequiredService<LogWriter>(), of.GetRequiredService<OwedEntries>(), of.GetRequiredService<TrustBundle>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(of => new Logouts(
            of.GetRequiredService<Database>(), of.GetRequiredService<UserTokens>(), of.GetRequiredService<TrustBundle>(), of.GetRequiredService<LogWriter>(), of.GetRequiredService<TimeProvider>()));

        services.AddSingleton<AccessFacts>();
        services.AddSingleton<ReviewDates>();
        services.AddSingleton<FileLines>();
        services.AddSingleton<OwedEntries>();
        services.AddHostedService(provider => provider.GetRequiredService<OwedEntries>());
        services.AddSingleton<ReadLog>();
        services.AddSingleton<PartsHttp>();
        services.AddSingleton<HolderCalls>();
        services.AddSingleton(of => new ReadPath(
            options, of.GetRequiredService<AccessFacts>(), of.GetRequiredService<HolderCalls>(), of.GetRequiredService<ReadLog>(), of.GetRequiredService<UserTokens>(),
            of.GetRequiredService<RoutingMeters>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(of => new CaseList(
            options, of.GetRequiredService<AccessFacts>(), of.GetRequiredService<ReviewDates>(), of.GetRequiredService<FileLines>(), of.GetRequiredService<ReadLog>(),
            of.GetRequiredService<LogWriter>(), of.GetRequiredService<TimeProvider>()));

        services.AddSingleton<FhirGate>();
        services.AddSingleton<FhirReads>();
        services.AddSingleton<SearchCursor>();
        services.AddSingleton<SearchPath>();
        services.AddSingleton<FhirSearch>();
        services.AddSingleton<Health>();
        services.AddExceptionHandler<FaultAnswers>();
        services.AddProblemDetails();
        AddStreams(services, options);
    }

    private static void AddStreams(IServiceCollection services, RoutingOptions options)
    {
        services.AddSingleton<StreamMeters>();
        services.AddSingleton<HolderFeeds>();
        services.AddSingleton<FeedStatuses>();
        foreach (var (name, authority) in options.Authorities)
        {
            if (authority.Profile == TransportProfile.Brokered) services.AddCarryLink(name, authority.Broker!);
            services.AddStreamReader(of => of.GetRequiredService<HolderFeeds>().Of(name), authority.Broker);
            services.AddStreamPublisher(of => of.GetRequiredService<HolderStreams>().Towards(name), authority.Broker);
        }
    }

    private static void Map(WebApplication app, RoutingOptions options, Action<WebApplication> mapPortal)
    {
        app.UseCarried();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/fhir"), fhir => fhir.UseMiddleware<FhirHeaders>());
        app.UseWhen(context => !FaultAnswers.IsMachineRead(context.Request.Path), pages => pages.UseStatusCodePagesWithReExecute("/problem/{0}"));
        app.UseExceptionHandler();
        app.UseRouting();
        app.UseDoors();

        app.MapFhir(options);
        app.MapRecord();
        app.MapLogRelay(options);
        app.MapOperator();
        app.MapWatch();
        app.MapLog(options.Trust.Self);
        mapPortal(app);
    }
}
