using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BoroughBridge.Portal.Pages;

/// <summary>What a person sees instead of a page. What is refused and what does not exist look the same.</summary>
[ResponseCache(NoStore = true)]
[IgnoreAntiforgeryToken]
public sealed class ProblemModel : PageModel
{
    public string Heading { get; private set; } = "";
    public IReadOnlyList<string> Lines { get; private set; } = [];

    public void OnGet(int code) => Say(code);

    public void OnPost(int code) => Say(code);

    private void Say(int code)
    {
        Heading = code switch
        {
            404 => "There is nothing here for you",
            503 => "This cannot be shown just now",
            _ => "Something went wrong",
        };
        Lines = code switch
        {
            404 =>
            [
                "Either it does not exist, or you are not allocated to the child it belongs to.",
                "If you should be able to see it, ask the IRO manager of the borough that holds the file.",
            ],
            503 =>
            [
                "The borough that holds it does not answer, or the record of your reading could not be written. Nothing is shown that is not recorded.",
                "Try again in a few minutes.",
            ],
            _ => ["It has been noted. Try again, and tell your IT service desk if it goes on."],
        };
    }
}
