namespace BoroughBridge.StandIns.Pdf;

/// <summary>A document as an ICS prints it: title, a few labelled facts, headed paragraphs, as many pages as that takes.</summary>
public static class TextDocument
{
    private const double Left = 56, Top = 64, Bottom = 780, Measure = 483;

    public static byte[] Make(string title, IEnumerable<(string Label, string Value)> facts, IEnumerable<(string Heading, string Text)> parts)
    {
        var pages = new List<PdfPage> { new() };
        var y = pages[0].Paragraph(Left, Top, 18, Measure, title, PdfFont.Bold) + 8;
        foreach (var (label, value) in facts)
        {
            pages[^1].Text(Left, y, 11, label, PdfFont.Bold);
            pages[^1].Text(Left + 130, y, 11, value);
            y += 17;
        }

        y += 10;
        foreach (var (heading, text) in parts)
        {
            var lines = PdfPage.Wrap(text, (int)(Measure / 5.5)).ToArray();
            if (y + 18 + (Math.Min(lines.Length, 3) * 15) > Bottom) y = NewPage(pages);
            pages[^1].Text(Left, y, 13, heading, PdfFont.Bold);
            y += 18;
            foreach (var line in lines)
            {
                if (y > Bottom) y = NewPage(pages);
                pages[^1].Text(Left, y, 11, line);
                y += 15;
            }

            y += 10;
        }

        var file = new PdfWriter();
        for (var i = 0; i < pages.Count; i++)
        {
            pages[i].Text(Left, 812, 9, PdfWriter.Invariant($"{title} \u2013 page {i + 1} of {pages.Count} \u2013 demonstration, everyone named is invented"));
            file.Add(pages[i]);
        }

        return file.ToArray();
    }

    private static double NewPage(List<PdfPage> pages)
    {
        pages.Add(new());

        return Top;
    }
}
