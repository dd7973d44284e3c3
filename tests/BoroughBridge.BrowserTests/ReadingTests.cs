using Microsoft.Playwright;

namespace BoroughBridge.BrowserTests;

/// <summary>The two reads the bridge is for, and the one it refuses, as people make them.</summary>
public sealed class ReadingTests
{
    [Test]
    public async Task An_iro_of_tower_hamlets_reads_an_islington_care_plan()
    {
        await using var iro = await Visitor.ArriveAsync();
        Assert.That(await SignedOutAsync(iro), Is.Empty);

        await iro.SignInAsync("Tower Hamlets", "iro.th1");
        var mine = (await Demonstration.ChildrenAsync()).Where(child => child.Iro == "iro.th1").ToList();
        foreach (var child in mine) await Assertions.Expect(iro.Page.Locator($"a[href='/children/{child.ChildRef}']")).ToBeVisibleAsync();
        await Assertions.Expect(iro.Page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(mine.Count);
        Assert.That(await iro.LookAsync("my-children"), Is.Empty);

        await iro.Page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(iro.Page.GetByRole(AriaRole.Heading, new() { Name = "The file" })).ToBeVisibleAsync();
        Assert.That(await iro.LookAsync("file"), Is.Empty);

        await iro.Page.GetByRole(AriaRole.Link, new() { Name = "Care plan", Exact = true }).First.ClickAsync();
        await Assertions.Expect(iro.Page.Locator("h2").First).ToBeVisibleAsync();
        Assert.That(await iro.LookAsync("care-plan"), Is.Empty);
        Assert.That(iro.Complaints, Is.Empty);
    }

    [Test]
    public async Task An_iro_of_islington_looks_at_a_tower_hamlets_scan()
    {
        await using var iro = await Visitor.ArriveAsync();
        await iro.SignInAsync("Islington", "iro.isl1");
        var children = await iro.Page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).EvaluateAllAsync<string[]>("links => links.map(link => link.href)");

        foreach (var child in children)
        {
            await iro.Page.GotoAsync(child);
            var scanned = iro.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Scanned paper" });
            if (await scanned.CountAsync() == 0) continue;

            await scanned.First.GetByRole(AriaRole.Link).ClickAsync();
            var width = await iro.Page.Locator(".bb-page img").EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)");
            Assert.That(width, Is.GreaterThan(800), "the scanned page is shown");
            Assert.That(await iro.LookAsync("scan"), Is.Empty);
            Assert.That(iro.Complaints, Is.Empty);

            return;
        }

        Assert.Fail("none of her children has a scanned paper");
    }

    [Test]
    public async Task An_iro_without_an_allocation_sees_no_child_and_cannot_tell_one_from_none()
    {
        await using var iro = await Visitor.ArriveAsync();
        await iro.SignInAsync("Tower Hamlets", "iro.unallocated");
        await Assertions.Expect(iro.Page.GetByText("You have no children allocated to you")).ToBeVisibleAsync();
        Assert.That(await iro.LookAsync("no-children"), Is.Empty);

        var someone = (await Demonstration.ChildrenAsync()).First(child => child.Iro is not null);
        var refused = await iro.Page.GotoAsync($"/children/{someone.ChildRef}");
        var refusedPage = await iro.Page.ContentAsync();
        Assert.That(await iro.LookAsync("not-found"), Is.Empty);
        var absent = await iro.Page.GotoAsync($"/children/{new string('0', 32)}");

        Assert.Multiple(() =>
        {
            Assert.That(refused!.Status, Is.EqualTo(404));
            Assert.That(absent!.Status, Is.EqualTo(404));
            Assert.That(refused.Headers.Keys.Order(), Is.EqualTo(absent.Headers.Keys.Order()));
        });
        Assert.That(Same(await iro.Page.ContentAsync()), Is.EqualTo(Same(refusedPage)));
    }

    [Test]
    public async Task After_signing_out_nothing_is_left_to_see()
    {
        await using var iro = await Visitor.ArriveAsync();
        await iro.SignInAsync("Tower Hamlets", "iro.th1");
        var child = await iro.Page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First.GetAttributeAsync("href");

        await iro.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(iro.Page.GetByText("Sign in with your own borough")).ToBeVisibleAsync();
        await iro.Page.GotoAsync(child!);

        await Assertions.Expect(iro.Page.GetByText("Sign in with your own borough")).ToBeVisibleAsync();
    }

    private static async Task<string[]> SignedOutAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/");

        return await visitor.LookAsync("sign-in");
    }

    /// <summary>The page without the one thing that differs on every page: the form's token.</summary>
    private static string Same(string html) =>
        System.Text.RegularExpressions.Regex.Replace(html, "name=\"__RequestVerificationToken\"[^>]*value=\"[^\"]*\"", "token");
}
