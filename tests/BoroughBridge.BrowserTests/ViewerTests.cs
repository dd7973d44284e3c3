using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace BoroughBridge.BrowserTests;

/// <summary>The viewer inside another site's page, sandboxed, with third-party cookies blocked: as an officer has it in her own case system.</summary>
public sealed class ViewerTests
{
    private const int Switches = 200;
    private readonly ConcurrentQueue<string> withCookie = [];

    [Test]
    public async Task An_officer_opens_a_child_within_her_own_case_system_without_a_cookie_or_anything_stored()
    {
        await using var iro = await Visitor.ArriveAsync();
        var frame = await OpenAsync(iro);

        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "The file" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var heading = await frame.Locator("h1").InnerTextAsync();
        await iro.Page.ScreenshotAsync(new() { Path = Path.Combine(Demonstration.Pictures, "viewer.png"), FullPage = true });
        var viewer = iro.Page.Frames.Single(one => one.Url.StartsWith(Demonstration.Portal, StringComparison.Ordinal));

        Assert.That(heading, Is.Not.Empty);
        Assert.That(viewer.Url, Is.EqualTo(Demonstration.Portal + "/viewer"), "no launch, code or token is left in the address");
        Assert.That(await viewer.EvaluateAsync<string>("document.cookie"), Is.Empty);
        Assert.That(await viewer.EvaluateAsync<int>("localStorage.length + sessionStorage.length"), Is.Zero);
        Assert.That(withCookie, Is.Empty, "requests of the frame that carried a cookie");

        await frame.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(frame.Locator(".govuk-back-link")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await frame.Locator(".govuk-back-link").ClickAsync();
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "The file" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    [Test]
    public async Task Two_hundred_quick_switches_between_children_show_no_child_but_the_one_turned_to()
    {
        await using var iro = await Visitor.ArriveAsync();
        var frame = await OpenAsync(iro);
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "The file" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var viewer = iro.Page.Frames.Single(one => one.Url.StartsWith(Demonstration.Portal, StringComparison.Ordinal));

        // Told of each launch after the viewer itself: whatever is on the page then, or comes later, must be of that launch's child.
        await viewer.EvaluateAsync("""
            () => {
              window.seen = { stale: [], shown: 0, launches: 0, asked: null };
              const look = when => {
                const child = document.documentElement.dataset.child;
                if (!child) return;
                if (child !== window.seen.asked) window.seen.stale.push(when + ' ' + child + ' for ' + window.seen.asked);
                else window.seen.shown++;
              };
              window.addEventListener('message', message => {
                if (message.data?.kind === 'test-child') { window.seen.asked = message.data.child; return; }
                if (message.data?.kind === 'boroughbridge-launch') { window.seen.launches++; look('after launch'); }
              });
              new MutationObserver(() => look('mutation')).observe(document, { subtree: true, childList: true, attributes: true });
            }
            """);

        var last = await iro.Page.EvaluateAsync<string>(
            """
            async switches => {
              const viewer = document.getElementById('viewer'), cases = document.getElementById('cases');
              const options = [...cases.options];
              let seed = 20261125;
              const random = most => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % most; };
              let child = null;
              for (let i = 0; i < switches; i++) {
                const option = options[random(options.length)];
                const { launch } = await (await fetch(cases.dataset.reviews + '/' + option.value + '/launch', { method: 'POST' })).json();
                child = option.dataset.child;
                viewer.contentWindow.postMessage({ kind: 'test-child', child }, viewer.dataset.origin);
                viewer.contentWindow.postMessage({ kind: 'boroughbridge-launch', launch }, viewer.dataset.origin);
                await new Promise(done => setTimeout(done, random(5) === 0 ? 300 + random(500) : random(30)));
              }
              return child;
            }
            """, Switches);
        await viewer.WaitForFunctionAsync("child => document.documentElement.dataset.child === child", last, new() { Timeout = 120_000 });
        var stale = await viewer.EvaluateAsync<string[]>("window.seen.stale");
        var (launches, shown) = (await viewer.EvaluateAsync<int>("window.seen.launches"), await viewer.EvaluateAsync<int>("window.seen.shown"));

        TestContext.Out.WriteLine($"{launches} launches, looked at {shown} times with a child on the page");
        Assert.That(launches, Is.EqualTo(Switches));
        Assert.That(shown, Is.Positive);
        Assert.That(stale, Is.Empty);
        Assert.That(withCookie, Is.Empty);
    }

    [Test]
    public async Task A_page_that_was_not_configured_cannot_frame_the_viewer()
    {
        await using var visitor = await Visitor.ArriveAsync();
        await visitor.Page.GotoAsync(Demonstration.Portal.Replace("localhost", "127.0.0.1", StringComparison.Ordinal) + "/health/live");

        await visitor.Page.EvaluateAsync("address => { const frame = document.createElement('iframe'); frame.src = address; document.body.append(frame); }", Demonstration.Portal + "/viewer");

        for (var polls = 0; visitor.Complaints.Count == 0 && polls < 600; polls++) await visitor.Page.WaitForTimeoutAsync(50);
        Assert.That(string.Join(' ', visitor.Complaints), Does.Contain("frame-ancestors"));
    }

    /// <summary>Opens the first case of an officer of Islington, and signs in by the small window.</summary>
    private async Task<IFrameLocator> OpenAsync(Visitor iro)
    {
        iro.Page.Request += async (_, request) =>
        {
            if (request.Url.StartsWith(Demonstration.Portal, StringComparison.Ordinal) && (await request.AllHeadersAsync()).ContainsKey("cookie")) withCookie.Enqueue(request.Url);
        };
        await iro.Page.GotoAsync($"{Demonstration.CaseSystem}/ics/islington/reviews");
        await iro.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "iro.isl1" }).First.GetByRole(AriaRole.Link).ClickAsync();
        // Switches go between her own children; another officer's case would ask her to choose.
        await iro.Page.EvaluateAsync("[...document.getElementById('cases').options].filter(one => !one.textContent.includes('iro.isl1')).forEach(one => one.remove())");
        var frame = iro.Page.FrameLocator("#viewer");
        var window = await iro.Page.RunAndWaitForPopupAsync(() => frame.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync());
        await window.Locator("button[value='iro.isl1']").ClickAsync(new() { Timeout = 60_000 });

        return frame;
    }
}
