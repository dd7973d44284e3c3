using System.Globalization;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.Ics;
using BoroughBridge.StandIns.Pdf;
using QRCoder;

namespace BoroughBridge.StandIns.Scans;

/// <summary>Draws the papers of a paper file as they lay on the scanner's glass: cover sheets, review records, consultation papers.</summary>
internal static class PaperForms
{
    private const double Left = 64, Measure = 470, Module = 4.4;

    public static PdfPage Cover(string code, string what)
    {
        var page = new PdfPage();
        page.Text(Left, 90, 26, "COVER SHEET", PdfFont.Bold);
        page.Text(Left, 118, 12, "Lay on top of the document. Do not write on it.");
        using var generator = new QRCodeGenerator();
        using var symbol = generator.CreateQrCode(code, QRCodeGenerator.ECCLevel.Q);
        for (var row = 0; row < symbol.ModuleMatrix.Count; row++)
            for (var column = 0; column < symbol.ModuleMatrix[row].Count; column++)
                if (symbol.ModuleMatrix[row][column]) page.Box(Left + (column * Module), 150 + (row * Module), Module, Module);
        var below = 170 + (symbol.ModuleMatrix.Count * Module);
        page.Text(Left, below, 14, what);
        page.Text(Left, below + 26, 10, code, PdfFont.Typewriter);

        return page;
    }

    /// <summary>The record of one review, two pages.</summary>
    public static IReadOnlyList<PdfPage> ReviewRecord(DemonstrationChild child, IcsReview review, IcsCarePlan plan)
    {
        var first = new PdfPage();
        var y = Heading(first, "Review record for a looked-after child", child, ("Date of review:", Days.Long(review.ReviewDate)));
        first.Text(Left, y, 12, "Review number:", PdfFont.Bold);
        first.Text(Left + 140, y, 12, review.Number.ToString(CultureInfo.InvariantCulture));
        first.Text(Left + 220, y, 12, "Participation:", PdfFont.Bold);
        first.Text(Left + 330, y, 12, review.ParticipationCode ?? "");
        y = Part(first, y + 30, "Held at", $"{review.Venue}. The child, the carer, the social worker and the school came or sent word.");
        foreach (var section in plan.Sections.Take(3)) y = Part(first, y, char.ToUpperInvariant(section.Heading[0]) + section.Heading[1..], section.Text);

        var second = new PdfPage();
        second.Text(Left, 70, 12, $"Review record, page 2          Name: {child.Name}          ICS person id: {child.IcsPersonId}");
        y = 104;
        foreach (var section in plan.Sections.Skip(3)) y = Part(second, y, char.ToUpperInvariant(section.Heading[0]) + section.Heading[1..], section.Text);
        second.Text(Left, y, 13, "Decisions", PdfFont.Bold);
        y += 22;
        foreach (var (number, decision) in review.Decisions.Index())
        {
            y = second.Paragraph(Left + 14, y, 12, Measure - 14, string.Create(CultureInfo.InvariantCulture, $"{number + 1}. {decision.Text}"));
            second.Text(Left + 28, y, 11, $"Who: {decision.OwnerRole.Replace('-', ' ')}.   By: {Days.Long(decision.DueDate!.Value)}.");
            y += 24;
        }

        second.Text(Left, y + 30, 12, "Signed: ______________________________   Independent reviewing officer");

        return [first, second];
    }

    /// <summary>What the child wrote for the review, or had written down; one page.</summary>
    public static PdfPage Consultation(DemonstrationChild child, DateOnly date)
    {
        var page = new PdfPage();
        var y = Heading(page, "Consultation paper for your review", child, ("Date of your review:", Days.Long(date)));
        y = Part(page, y + 6, "What is going well?", "My room, the dog next door, and maths.");
        y = Part(page, y, "What would you like to change?", "I would like to see my cousin more, and to know earlier when plans change.");
        y = Part(page, y, "Who would you like to come?", "My carer and my teacher. Please keep it short.");
        page.Frame(Left, y, Measure, 130);
        page.Text(Left + 10, y + 24, 11, "Draw here if you like:");

        return page;
    }

    private static double Heading(PdfPage page, string title, DemonstrationChild child, (string Label, string Value) date)
    {
        page.Text(Left, 64, 12, child.Holder == "tower-hamlets" ? "London Borough of Tower Hamlets" : "London Borough of Islington");
        page.Text(Left, 92, 20, title, PdfFont.Bold);
        var y = 122.0;
        foreach (var (label, value) in new[] { ("Name:", child.Name), ("Date of birth:", Days.Long(child.Person.DateOfBirth!.Value)), ("ICS person id:", child.IcsPersonId), date })
        {
            page.Text(Left, y, 13, label, PdfFont.Bold);
            page.Text(Left + 140, y, 13, value);
            y += 22;
        }

        page.Box(Left, y - 6, Measure, 1.2);

        return y + 18;
    }

    private static double Part(PdfPage page, double y, string heading, string text)
    {
        page.Text(Left, y, 13, heading, PdfFont.Bold);

        return page.Paragraph(Left, y + 19, 12, Measure, text) + 12;
    }
}
