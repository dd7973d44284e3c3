using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Portal;

/// <summary>Cookies where the public address is https, as in production.</summary>
internal sealed class CookieTests
{
    [Test]
    public async Task Over_https_every_cookie_is_of_this_host_alone_and_the_browser_is_told_to_stay_with_https()
    {
        await using var world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite, options => options.PublicUrl = "https://bridge.example", portal: true);
        using var browser = new Browser(world.Options.Url);

        using var answer = await browser.GetAsync("/sign-in/islington");
        using var front = await browser.GetAsync("/");

        var cookies = answer.Headers.GetValues("Set-Cookie").ToArray();
        Assert.That(cookies, Is.Not.Empty);
        foreach (var cookie in cookies) Assert.That(cookie, Does.StartWith("__Host-bb-routing-").And.Contain("secure").And.Contain("httponly").And.Contain("samesite=lax").And.Contain("path=/").And.Not.Contain("domain"));
        Assert.That(front.Headers.GetValues("Strict-Transport-Security").Single(), Does.StartWith("max-age=31536000"));
    }
}
