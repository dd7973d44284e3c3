using System.Globalization;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.Pdf;
using BoroughBridge.StandIns.People;

namespace BoroughBridge.StandIns.Scans;

/// <summary>The paper borough's papers as its scanner would drop them: image-only PDFs, each a batch of cover sheet and document, one or two to a file.</summary>
public static class DemonstrationScans
{
    /// <summary>
    /// Writes a file for every allocated child of Tower Hamlets who has had a review: the latest review record, and for some a consultation paper behind a
    /// cover sheet of its own. A file that is there is left alone; one that appears is whole. Returns the files' paths.
    /// </summary>
    /// <exception cref="StandInRefusedException">pdftocairo is not installed.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(string folder, IReadOnlyList<DemonstrationChild> children, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var written = new List<string>();
        foreach (var (place, child) in children.Where(child => child.Holder == DemonstrationPeople.TowerHamlets.Slug && child.Allocation is not null).Index())
        {
            if (Pages(child, withConsultation: place % 4 == 1) is not { Count: > 0 } pages) continue;
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"scan-{place + 1:D3}.pdf"));
            written.Add(path);
            if (File.Exists(path)) continue;

            // Written aside and moved in, as a careful scanner does it.
            var draft = path + ".part";
            await File.WriteAllBytesAsync(draft, await Scanner.ScanAsync(pages, seed: place + 1, ct), ct);
            File.Move(draft, path, overwrite: true);
        }

        return written;
    }

    private static List<PdfPage> Pages(DemonstrationChild child, bool withConsultation)
    {
        var pages = new List<PdfPage>();
        if (child.Reviews.LastOrDefault(review => review.Status == "HELD") is not { } review) return pages;

        var record = PaperForms.ReviewRecord(child, review, child.CarePlans[^1]);
        pages.Add(PaperForms.Cover(CoverText.Of(child.Holder, child.IcsPersonId, "iro-record", review.ReviewDate, record.Count), "Review record"));
        pages.AddRange(record);
        if (!withConsultation) return pages;

        pages.Add(PaperForms.Cover(CoverText.Of(child.Holder, child.IcsPersonId, "child-consultation", review.ReviewDate, 1), "Consultation paper"));
        pages.Add(PaperForms.Consultation(child, review.ReviewDate));

        return pages;
    }
}
