using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Routing;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Portal;

/// <summary>A certified provider that nobody here wrote (npm oidc-provider) as an authority's own: signs in, and signs out by the back channel.</summary>
internal sealed partial class OidcProviderTests
{
    private readonly int port = Ports.Free();
    private Process? provider;
    private RoutingWorld world = null!;
    private Browser iro = null!;

    [SetUp]
    public async Task StartAsync()
    {
        await TestTools.InstallAsync(TestTools.IdentityFolder);
        world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite, Use, portal: true);
        iro = new(world.Options.Url);
    }

    [TearDown]
    public async Task StopAsync()
    {
        iro?.Dispose();
        if (world is not null) await world.DisposeAsync();
        if (provider is { HasExited: false }) provider.Kill(entireProcessTree: true);
        provider?.Dispose();
    }

    [Test]
    public async Task Its_people_sign_in_read_and_are_signed_out_when_it_says_so()
    {
        var child = await new InventedChild(world, employer: "islington", holder: "tower-hamlets").IntroduceAsync();
        await world.TellAsync("tower-hamlets", child.Allocated("iro.isl1") with { Iro = new() { Issuer = Issuer, Subject = "iro.isl1" } });

        var page = await SignInAsync();
        Assert.That(page, Does.Contain("My children").And.Contain(child.Ref));

        Assert.That(await TextAsync(await iro.GetAsync($"/children/{child.Ref}")), Does.Contain("The file"));

        await SignOutAtProviderAsync();
        await Until.TrueAsync(async () => (await iro.GetAsync($"/children/{child.Ref}")).Headers.Location is not null, seconds: 20);
        Assert.That((await world.LogAsync()).Where(entry => entry.Kind is "sign-in" or "sign-out").Select(entry => entry.Kind), Is.EqualTo(new[] { "sign-in", "sign-out" }));
    }

    private string Issuer => $"http://127.0.0.1:{port}";

    private void Use(RoutingOptions options)
    {
        var islington = options.Trust.IdentityProviders["islington"];
        (islington.Issuer, islington.ClientId, islington.Resource) = (Issuer, "portal", "https://bridge.example/api");
        islington.RequiredAcr.Add("urn:mfa");
        provider = Process.Start(new ProcessStartInfo("node", [Path.Combine(TestTools.IdentityFolder, "openid-provider.mjs")]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        provider.StandardInput.WriteLine(JsonSerializer.Serialize(new
        {
            port, redirectUris = new[] { options.Url + "/signed-in/islington" }, backchannelLogoutUri = options.Url + "/backchannel-logout/islington",
        }));
        provider.StandardInput.Flush();
        while (provider.StandardOutput.ReadLine() is { } line && line != "ready")
        {
        }
    }

    /// <summary>Through the provider's own pages: a login, then its consent.</summary>
    private async Task<string> SignInAsync()
    {
        var (answer, at) = await iro.SignInAsync("islington");
        for (var page = 0; page < 4 && at.Port == port; page++)
        {
            var html = await TextAsync(answer);
            var fields = Hidden.Matches(html).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
            if (html.Contains("name=\"login\"", StringComparison.Ordinal)) (fields["login"], fields["password"]) = ("iro.isl1", "anything");
            var action = Action.Match(html).Groups[1].Value;
            (answer, at) = await iro.FollowAsync(await iro.PostBareAsync(action, fields), new Uri(iro.Portal, action));
        }

        return await TextAsync(answer);
    }

    private async Task SignOutAtProviderAsync()
    {
        var html = await TextAsync(await iro.GetAsync(Issuer + "/session/end"));
        var fields = Hidden.Matches(html).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        fields["logout"] = "yes";
        using var answer = await iro.PostBareAsync(Action.Match(html).Groups[1].Value, fields);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden { get; }

    [GeneratedRegex("<form[^>]*action=\"([^\"]+)\"")]
    private static partial Regex Action { get; }
}
