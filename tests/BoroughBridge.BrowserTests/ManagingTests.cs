using Microsoft.Playwright;

namespace BoroughBridge.BrowserTests;

/// <summary>What managers do: the holder's at its desk, the employing authority's in the portal.</summary>
public sealed class ManagingTests
{
    [Test]
    public async Task The_employing_authority_s_manager_reads_an_agreement_and_turns_a_capability_on_for_her_side()
    {
        await using var manager = await Visitor.ArriveAsync();
        await manager.SignInAsync("Tower Hamlets", "manager.th");
        await manager.Page.GetByRole(AriaRole.Link, new() { Name = "Allocations and agreements" }).ClickAsync();
        Assert.That(await manager.LookAsync("manager"), Is.Empty);

        await manager.Page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(manager.Page.GetByRole(AriaRole.Heading, new() { Name = "Signatures" })).ToBeVisibleAsync();
        Assert.That(await manager.LookAsync("manager-agreement"), Is.Empty);

        await manager.Page.GetByRole(AriaRole.Button, new() { Name = "Turn on write-back" }).ClickAsync();
        await Assertions.Expect(manager.Page.GetByText("Turned on for your side.")).ToBeVisibleAsync();
        Assert.That(await manager.LookAsync("manager-switched"), Is.Empty);
        await manager.Page.GetByRole(AriaRole.Button, new() { Name = "Turn off write-back" }).ClickAsync();
        await Assertions.Expect(manager.Page.GetByText("Turned off.")).ToBeVisibleAsync();
        Assert.That(manager.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_holder_s_manager_allocates_a_child_and_ends_it_at_her_desk()
    {
        await using var manager = await Visitor.ArriveAsync();
        await AtDeskAsync(manager, "manager.isl");
        Assert.That(await manager.LookAsync("desk"), Is.Empty);

        var child = (await Demonstration.ChildrenAsync()).First(child => child is { Holder: "islington", Iro: null });
        await manager.Page.Locator($"label[for='c-{child.ChildRef}']").ClickAsync();
        await manager.Page.GetByRole(AriaRole.Button, new() { Name = "Allocate the children chosen" }).ClickAsync();
        await manager.Page.GetByLabel("Officer's login there").FillAsync("iro.th2");
        await manager.Page.GetByRole(AriaRole.Button, new() { Name = "Check first" }).ClickAsync();
        Assert.That(await manager.LookAsync("desk-allocate"), Is.Empty);
        foreach (var why in await manager.Page.GetByRole(AriaRole.Textbox, new() { NameString = "Why you allocate all the same" }).AllAsync()) await why.FillAsync("agreed with the family and the officer");
        await manager.Page.GetByRole(AriaRole.Button, new() { Name = "Propose" }).ClickAsync();
        await Assertions.Expect(manager.Page.GetByText("It is allocated when the officer's authority accepts.")).ToBeVisibleAsync();

        await manager.Page.GetByRole(AriaRole.Link, new() { Name = $"iro.th2 for {child.Name}" }).ClickAsync();
        Assert.That(await manager.LookAsync("desk-allocation"), Is.Empty);
        await manager.Page.GetByRole(AriaRole.Button, new() { Name = "End now" }).ClickAsync();
        await Assertions.Expect(manager.Page.GetByText("Ended. Every part has been told.")).ToBeVisibleAsync();
        Assert.That(manager.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_desk_is_not_there_for_who_does_not_manage_nor_the_manager_s_pages_for_an_iro()
    {
        await using var worker = await Visitor.ArriveAsync();
        var refused = await AtDeskAsync(worker, "sw.isl");
        Assert.That(refused!.Status, Is.EqualTo(404));

        await using var iro = await Visitor.ArriveAsync();
        await iro.SignInAsync("Tower Hamlets", "iro.th1");
        Assert.That((await iro.Page.GotoAsync("/manager/"))!.Status, Is.EqualTo(404));
    }

    private static async Task<IResponse?> AtDeskAsync(Visitor visitor, string login)
    {
        var desk = new UriBuilder(Demonstration.Portal) { Path = "/desk/" };
        desk.Port++;
        await visitor.Page.GotoAsync(desk.Uri.ToString());
        await visitor.Page.Locator($"button[value='{login}']").ClickAsync();
        await visitor.Page.WaitForURLAsync(url => url.StartsWith(desk.Uri.ToString(), StringComparison.Ordinal));

        return await visitor.Page.GotoAsync(desk.Uri.ToString());
    }
}
