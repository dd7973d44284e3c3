using System.Net;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Adapters.Electronic.Import;
using BoroughBridge.Adapters.Electronic.Mapping;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Adapters.Electronic;

/// <summary>Adds the electronic adapter to a holding's host. The holding brings its database, record intake, options, clock, meters and logging.</summary>
public static class ElectronicAdapter
{
    public static WebApplicationBuilder AddElectronicAdapter(this WebApplicationBuilder builder, ElectronicOptions options)
    {
        builder.Services.AddHttpClient(IcsClient.HttpClientName, http =>
            {
                http.BaseAddress = new(options.BaseUrl.TrimEnd('/') + "/");
                http.DefaultRequestHeaders.Add("X-Api-Key", options.ApiKey);
                http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
                // Each attempt has the pipeline's timeout.
                http.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
                MaxConnectionsPerServer = 4,
                MaxResponseHeadersLength = 32,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            // The framework's own logging of calls would write person ids.
            .RemoveAllLoggers();

        builder.Services
            .AddSingleton(options)
            .AddSingleton(services => IcsPipeline.Build(options, services.GetRequiredService<TimeProvider>()))
            .AddSingleton<IIcsApi>(services => new IcsClient(
                services.GetRequiredService<IHttpClientFactory>().CreateClient(IcsClient.HttpClientName), services.GetRequiredService<Polly.ResiliencePipeline<IcsReply>>()))
            .AddSingleton<IcsMapper>()
            .AddSingleton<ElectronicMeters>()
            .AddSingleton<Aliases>()
            .AddSingleton<Ledger>()
            .AddSingleton<PersonBook>()
            .AddSingleton<ImportState>()
            .AddSingleton<ImportStatus>()
            .AddSingleton<DocumentBytes>()
            .AddSingleton<FilePuts>()
            .AddSingleton<FileImport>()
            .AddSingleton<Poll>()
            .AddHostedService<ImportWorker>();

        return builder;
    }
}
