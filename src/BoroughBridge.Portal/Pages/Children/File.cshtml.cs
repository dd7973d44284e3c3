using BoroughBridge.Fhir;
using BoroughBridge.Portal.Reading;
using BoroughBridge.Routing.Index;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BoroughBridge.Portal.Pages.Children;

/// <summary>The index of one child's file: electronic, scanned and paper-only side by side (J-2).</summary>
public sealed class FileModel(FileReader reader) : PageModel
{
    public AllocatedChild Child { get; private set; } = null!;
    public Patient? Patient { get; private set; }
    public string Name => Words.NameOf(Patient);
    public IReadOnlyList<IndexLine> Lines { get; private set; } = [];

    public string BirthDate => DateOnly.TryParse(Patient?.BirthDate, out var day) ? Words.Day(day) : Patient?.BirthDate ?? "not known";

    public string? Address => Patient?.Address?.FirstOrDefault() is { } address ? address.Text ?? string.Join(", ", (address.Line ?? []).Append(address.City).Append(address.PostalCode).Where(part => !string.IsNullOrEmpty(part))) : null;

    public async Task<IActionResult> OnGetAsync(string childRef, CancellationToken ct)
    {
        var file = await reader.FileAsync(childRef, ct);
        var child = file is null ? null : (await reader.ChildrenAsync(ct)).FirstOrDefault(child => child.ChildRef == childRef);
        if (child is null) return NotFound();

        Child = child;
        Lines = [.. file!.OrderByDescending(line => line.Date)];
        Patient = (await reader.ReadAsync<Patient>("Patient", childRef, ct)).Resource;

        return Page();
    }

    /// <summary>Where a line leads, under the child's own address; nowhere for paper that is not scanned.</summary>
    public static string? LinkOf(IndexLine line) => line.Type switch
    {
        "CarePlan" => $"care-plans/{line.Id}",
        "DocumentReference" when line.Medium != "paper-index" => $"documents/{line.Id}",
        "Encounter" => $"reviews/{line.Id}",
        _ => null,
    };
}
