using BoroughBridge.Fhir;
using BoroughBridge.Portal.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BoroughBridge.Portal.Pages.Children;

/// <summary>A page that shows one resource of one child's file: the address names both, and they must belong together.</summary>
public abstract class ResourcePage<T>(FileReader reader, string type) : PageModel
    where T : Resource
{
    public string ChildRef { get; private set; } = "";
    public string ChildName { get; private set; } = "";
    public T Resource { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string childRef, string id, CancellationToken ct)
    {
        var file = await reader.FileAsync(childRef, ct);
        if (file?.Any(line => line.Type == type && line.Id == id) is not true) return NotFound();

        var reading = await reader.ReadAsync<T>(type, id, ct);
        if (reading.Resource is null) return StatusCode(reading.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status404NotFound);

        (ChildRef, Resource) = (childRef, reading.Resource);
        ChildName = Words.NameOf((await reader.ReadAsync<Patient>("Patient", childRef, ct)).Resource);

        return await ShowAsync(file.Single(line => line.Type == type && line.Id == id));
    }

    protected virtual Task<IActionResult> ShowAsync(Routing.Index.IndexLine line) => Task.FromResult<IActionResult>(Page());
}
