using System.Text.Json;
using BoroughBridge.Tests;
using Microsoft.Playwright;

namespace BoroughBridge.BrowserTests;

/// <summary>One demonstration for all journeys, started as a new user starts it, and one browser.</summary>
[SetUpFixture]
public sealed class Demonstration
{
    private static readonly string[] BrowserSwitches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--test-third-party-cookie-phaseout",
    ];

    private static RunningDemonstration? running;
    private static IPlaywright? playwright;

    public static IBrowser Browser { get; private set; } = null!;

    /// <summary>The portal's address.</summary>
    public static string Portal => $"http://localhost:{running!.Port}";

    /// <summary>The case system's address, by a name that makes it another site than the portal, as it is in a borough.</summary>
    public static string CaseSystem => $"http://127.0.0.1:{running!.Port + 3}";

    /// <summary>Screenshots of the pages visited.</summary>
    public static string Pictures { get; } = Path.Combine(RepositoryRoot.Path, "artifacts", "screenshots");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Directory.CreateDirectory(Pictures);
        running = await RunningDemonstration.StartAsync(services: false);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = BrowserSwitches });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
        if (running is not null) await running.DisposeAsync();
    }

    /// <summary>The demonstration's children, as the verb lists them.</summary>
    public static async Task<IReadOnlyList<DemonstrationChild>> ChildrenAsync() =>
        (await running!.JsonAsync("demo", "children", "--json")).Deserialize<List<DemonstrationChild>>(JsonSerializerOptions.Web)!;
}

/// <summary>One line of <c>demo children --json</c>.</summary>
public sealed record DemonstrationChild(string Holder, string ChildRef, string Name, string? Iro, string? FamilyGroup);
