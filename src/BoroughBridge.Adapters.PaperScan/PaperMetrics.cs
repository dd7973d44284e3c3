using System.Diagnostics.Metrics;
using BoroughBridge.Adapters.PaperScan.Ledger;

namespace BoroughBridge.Adapters.PaperScan;

/// <summary>The page ledger as measurements: pages in, pages by state, pages unaccounted for.</summary>
internal sealed class PaperMetrics
{
    public PaperMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("BoroughBridge.PaperScan");
        meter.CreateObservableGauge("paper_pages_in", () => Ledger.PagesIn);
        meter.CreateObservableGauge("paper_pages_unaccounted", () => Ledger.Balance);
        meter.CreateObservableGauge("paper_pages", () => new Measurement<long>[]
        {
            Of(Ledger.Filed, PageState.Filed), Of(Ledger.Held, PageState.Held), Of(Ledger.Rejected, PageState.Rejected), Of(Ledger.Blank, PageState.Blank),
            Of(Ledger.Cover, PageState.Cover), Of(Ledger.Duplicate, PageState.Duplicate),
        });
    }

    /// <summary>As last counted.</summary>
    public PaperLedger Ledger { get; set; } = new(0, 0, 0, 0, 0, 0, 0);

    private static Measurement<long> Of(long pages, string state) => new(pages, new KeyValuePair<string, object?>("state", state));
}
