using BoroughBridge.Adapters.PaperScan.Covers;
using BoroughBridge.Adapters.PaperScan.Filing;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Adapters.PaperScan.SecondReader;
using BoroughBridge.Adapters.PaperScan.Tools;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Vault;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Adapters.PaperScan;

/// <summary>Adds the paper adapter to a holding's host. The holding brings its database, record intake, options, clock, meters and logging.</summary>
public static class PaperAdapter
{
    /// <exception cref="ArgumentException">The borough's cover pattern is not one; the message names the setting.</exception>
    public static WebApplicationBuilder AddPaperAdapter(this WebApplicationBuilder builder, PaperOptions options)
    {
        if (options.CoverPattern is { } pattern)
        {
            try
            {
                _ = new CoverPattern(pattern);
            }
            catch (ArgumentException fault)
            {
                throw new ArgumentException($"Paper:CoverPattern {fault.Message}", nameof(options));
            }
        }

        builder.Services
            .AddSingleton(options)
            .AddSingleton<Sealer>()
            .AddSingleton(services => new OriginalStore(Path.Combine(services.GetRequiredService<HoldingOptions>().DataFolder, "paper-originals"), services.GetRequiredService<Envelope>()))
            .AddSingleton<ToolBox>()
            .AddSingleton<FileRows>()
            .AddSingleton<PageRows>()
            .AddSingleton<DocumentRows>()
            .AddSingleton<PaperIntake>()
            .AddSingleton<ScanOpener>()
            .AddSingleton<LineReader>()
            .AddSingleton<PageReader>()
            .AddSingleton<FileDecider>()
            .AddSingleton<DocumentMaker>()
            .AddSingleton<DocumentFiler>()
            .AddSingleton<PaperPipeline>()
            .AddSingleton<PaperMetrics>()
            .AddHostedService<PaperWorker>();

        return builder;
    }
}
