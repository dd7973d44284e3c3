using Microsoft.Playwright;

namespace BoroughBridge.BrowserTests;

/// <summary>A person at a browser of their own: signs in, goes about, and has every page looked over by axe and photographed.</summary>
internal sealed class Visitor(IPage page) : IAsyncDisposable
{
    private static readonly string Axe = File.ReadAllText(
        Path.Combine(RepositoryRoot.Path, "tests", "BoroughBridge.BrowserTests", "node_modules", "axe-core", "axe.min.js"));

    private readonly List<string> complaints = [];

    public IPage Page => page;

    /// <summary>What the browser itself complained of: script errors, refused content, failed requests.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<Visitor> ArriveAsync()
    {
        var context = await Demonstration.Browser.NewContextAsync(new() { BaseURL = Demonstration.Portal, ViewportSize = new() { Width = 1100, Height = 900 } });
        var visitor = new Visitor(await context.NewPageAsync());
        visitor.Page.Console += (_, message) =>
        {
            if (message.Type == "error") visitor.complaints.Add(message.Text);
        };
        visitor.Page.PageError += (_, error) => visitor.complaints.Add(error);

        return visitor;
    }

    /// <summary>Signs in at the stand-in provider of a borough as one of its people.</summary>
    public async Task SignInAsync(string borough, string login)
    {
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = borough }).ClickAsync();
        await page.Locator($"button[value='{login}']").ClickAsync();
        await page.WaitForURLAsync(url => url.StartsWith(Demonstration.Portal, StringComparison.Ordinal));
    }

    /// <summary>Photographs the page and returns what axe finds wrong with it.</summary>
    public async Task<string[]> LookAsync(string picture)
    {
        await page.ScreenshotAsync(new() { Path = Path.Combine(Demonstration.Pictures, picture + ".png"), FullPage = true });
        await page.EvaluateAsync(Axe);

        return await page.EvaluateAsync<string[]>("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))");
    }

    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();
}
