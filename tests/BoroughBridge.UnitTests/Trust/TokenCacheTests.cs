using System.Globalization;
using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

public sealed class TokenCacheTests
{
    [Test]
    public void It_never_holds_more_than_ten_thousand_and_lets_the_soonest_to_expire_go()
    {
        var clock = new SetClock();
        var cache = new TokenCache(clock);

        for (var i = 0; i < 25_000; i++)
        {
            cache.Remember(string.Create(CultureInfo.InvariantCulture, $"h{i}"), Identity(clock.Now.AddMilliseconds(i)), clock.Now.UtcDateTime);
            Assert.That(cache.Count, Is.LessThanOrEqualTo(TokenCache.Most));
        }

        Assert.That(cache.Find("h24999"), Is.Not.Null);
        Assert.That(cache.Find("h0"), Is.Null);
    }

    private static UserIdentity Identity(DateTimeOffset expires) => new()
    {
        Issuer = "https://id.islington.example",
        Subject = "iro.isl1",
        Authority = "islington",
        Roles = ["iro"],
        Name = "",
        TokenId = "t",
        Expires = expires,
        UserPresent = true,
    };
}
