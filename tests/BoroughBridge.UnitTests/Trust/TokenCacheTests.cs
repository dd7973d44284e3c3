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
            cache.Remember(string.Create(CultureInfo.InvariantCulture, $"h{i}"), Identity(clock.Now.AddMilliseconds(i), string.Create(CultureInfo.InvariantCulture, $"t{i}")));
            Assert.That(cache.Count, Is.LessThanOrEqualTo(TokenCache.Most));
        }

        Assert.That(cache.Find("h24999"), Is.Not.Null);
        Assert.That(cache.Find("h0"), Is.Null);
    }

    [Test]
    public void Two_tokens_of_one_issuer_do_not_share_an_id()
    {
        var clock = new SetClock();
        var cache = new TokenCache(clock);

        Assert.That(cache.Remember("one", Identity(clock.Now, "t")), Is.Not.Null);
        Assert.That(cache.Remember("one", Identity(clock.Now, "t")), Is.Not.Null, "the same token again");
        Assert.That(cache.Remember("other", Identity(clock.Now, "t")), Is.Null);
        Assert.That(cache.Remember("other", Identity(clock.Now, "t") with { Issuer = "https://id.tower-hamlets.example" }), Is.Not.Null, "another issuer's ids are its own");
    }

    private static UserIdentity Identity(DateTimeOffset expires, string id) => new()
    {
        Issuer = "https://id.islington.example",
        Subject = "iro.isl1",
        Authority = "islington",
        Roles = ["iro"],
        Name = "",
        TokenId = id,
        Expires = expires,
        UserPresent = true,
    };
}
