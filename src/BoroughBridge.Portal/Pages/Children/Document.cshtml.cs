using BoroughBridge.Fhir;
using BoroughBridge.Portal.Reading;
using BoroughBridge.Routing.Index;
using Microsoft.AspNetCore.Mvc;

namespace BoroughBridge.Portal.Pages.Children;

/// <summary>One document, a page at a time; each page shown is a read of its own.</summary>
public sealed class DocumentModel(FileReader reader) : ResourcePage<DocumentReference>(reader, "DocumentReference")
{
    public IndexLine Line { get; private set; } = null!;

    /// <summary>The page shown, from 1.</summary>
    public int Shown { get; private set; }

    public string Title => Resource.Type?.Text ?? Words.Kind(Line.Kind);

    protected override Task<IActionResult> ShowAsync(IndexLine line)
    {
        Line = line;
        Shown = int.TryParse(Request.Query["page"], out var page) ? Math.Clamp(page, 1, Math.Max(1, line.Pages ?? 1)) : 1;

        return base.ShowAsync(line);
    }
}
