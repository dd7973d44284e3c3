using BoroughBridge.DisclosureLog.Serving;
using BoroughBridge.Holding.Read;
using BoroughBridge.Holding.Records;
using BoroughBridge.Holding.Serving;
using BoroughBridge.Holding.Ssda903;
using BoroughBridge.Holding.Telling;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;
using BoroughBridge.Streams.Metrics;
using BoroughBridge.Trust;
using BoroughBridge.Trust.Doors;
using Microsoft.Extensions.DependencyInjection;
using System.Diagnostics.Metrics;

namespace BoroughBridge.Holding;

/// <summary>What a holding is made of.</summary>
internal static class HoldingServices
{
    private const string Routing = "routing";

    public static IServiceCollection AddHolding(this IServiceCollection services, HoldingOptions options, DoorAddresses doors)
    {
        services.AddRoutingCore();
        services.AddProblemDetails();
        services.AddExceptionHandler<Faults>();
        services.AddMetrics();
        services.AddLogging();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase;
            json.SerializerOptions.MaxDepth = 16;
            json.SerializerOptions.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow;
        });
        services.AddSingleton(options);
        services.AddSingleton(doors);
        services.AddSingleton(_ => new Database(options.Database));
        services.AddTrust(options.Trust);
        services.AddSingleton(provider => new MetricsText(provider.GetRequiredService<IMeterFactory>(), "BoroughBridge."));

        services.AddHostedService<HoldingStart>();

        return services.AddStore(options).AddTelling(options).AddRead();
    }

    private static IServiceCollection AddStore(this IServiceCollection services, HoldingOptions options)
    {
        // Read at once: without its key the holding is not even built.
        services.AddSingleton(KeyEncryptionKey.Load(options.KeyEncryptionKeyFile, TimeProvider.System));
        services.AddSingleton<Envelope>();
        services.AddSingleton(provider => new DocumentVault(options.DataFolder, provider.GetRequiredService<Envelope>()));
        services.AddSingleton<VaultSweep>();
        services.AddSingleton<LookupKey>();
        services.AddDisclosureLog(
            options.Authority, options.Log, options.DataFolder, provider => provider.GetRequiredService<HttpClient>(), part => new(TellingServices.RoutingAddress(options), part == Routing ? "/record/log/" : $"/record/logs/{part}/"));
        services.AddSingleton<IdMap>();
        services.AddSingleton<PersonIndex>();
        services.AddSingleton<ResourceStore>();
        services.AddSingleton<RecordIntake>();
        services.AddSingleton<ReturnImport>();

        return services;
    }

    private static IServiceCollection AddRead(this IServiceCollection services)
    {
        services.AddSingleton<AssertionCheck>();
        services.AddSingleton<Judge>();
        services.AddSingleton<Bodies>();
        services.AddSingleton<ReadLedger>();
        services.AddSingleton<ReadMeters>();
        services.AddSingleton<ReadEndpoint>();

        return services;
    }
}
