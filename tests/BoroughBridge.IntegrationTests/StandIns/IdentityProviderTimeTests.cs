using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.StandIns;

/// <summary>What happens to the stand-in identity provider as time passes; each test has its own clock.</summary>
[TestFixture]
public sealed class IdentityProviderTimeTests
{
    private readonly FakeTimeProvider clock = new();
    private RunningIdentityProvider provider = null!;

    [OneTimeSetUp]
    public async Task Start() => provider = await RunningIdentityProvider.StartAsync(clock);

    [OneTimeTearDown]
    public async Task Stop() => await provider.DisposeAsync();

    [TestCase(59, 200)]
    [TestCase(60, 400)]
    public async Task A_code_lives_sixty_seconds(int seconds, int status)
    {
        var code = await provider.CodeAsync();
        clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.That((await provider.TokenAsync(RunningIdentityProvider.Exchange(code))).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task A_key_gives_way_after_its_hour_and_is_forgotten_when_nothing_it_signed_is_alive()
    {
        var first = (await KeysAsync())[0];
        clock.Advance(TimeSpan.FromMinutes(60));
        var overlapping = await KeysAsync();
        clock.Advance(TimeSpan.FromMinutes(11));
        var after = await KeysAsync();

        Assert.That(overlapping, Has.Length.GreaterThanOrEqualTo(2).And.Member(first));
        Assert.That(overlapping[0], Is.Not.EqualTo(first), "the newest stands first");
        Assert.That(after, Has.Length.EqualTo(1).And.Not.Member(first));
    }

    [Test]
    public async Task A_sign_in_is_over_after_eight_hours_however_often_it_was_renewed()
    {
        var parameters = RunningIdentityProvider.Good();
        parameters["scope"] = "openid offline_access";
        var (_, answer) = await provider.TokenAsync(RunningIdentityProvider.Exchange(await provider.CodeAsync(parameters: parameters)));
        clock.Advance(TimeSpan.FromHours(7));
        var (status, renewed) = await RenewAsync(answer);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.That(status, Is.EqualTo(200));
        Assert.That((await RenewAsync(renewed)).Status, Is.EqualTo(400));
    }

    private Task<(int Status, JsonElement Answer)> RenewAsync(JsonElement answer) => provider.TokenAsync(
        new() { ["grant_type"] = "refresh_token", ["client_id"] = "portal", ["refresh_token"] = answer.GetProperty("refresh_token").GetString()! });

    private async Task<string[]> KeysAsync() =>
        [.. (await provider.Http.GetFromJsonAsync<JsonElement>("/islington/jwks")).GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
}
