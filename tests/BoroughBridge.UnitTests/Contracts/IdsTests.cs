using BoroughBridge.Contracts;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>Random ids.</summary>
internal sealed class IdsTests
{
    [Test]
    public void A_new_id_is_an_id_and_never_the_same()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => Ids.New()).ToArray();

        Assert.That(ids, Is.Unique);
        Assert.That(ids, Has.All.Matches<string>(Ids.IsId).And.All.Match(Ids.Pattern));
    }

    /// <summary>Every bit varies: each of the 32 places takes every digit.</summary>
    [Test]
    public void Every_place_varies()
    {
        var ids = Enumerable.Range(0, 2000).Select(_ => Ids.New()).ToArray();

        for (var place = 0; place < Ids.Length; place++) Assert.That(ids.Select(id => id[place]).Distinct().Count(), Is.EqualTo(16));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("0123456789abcdef0123456789abcde")]
    [TestCase("0123456789abcdef0123456789abcdef0")]
    [TestCase("0123456789ABCDEF0123456789ABCDEF")]
    [TestCase("0123456789abcdef0123456789abcdeg")]
    [TestCase("0123456789abcdef0123456789abcde\n")]
    [TestCase("01234567-89ab-cdef-0123-456789ab")]
    [TestCase("../../../../../../../etc/passwd0")]
    public void Nothing_else_is_an_id(string? text) => Assert.That(Ids.IsId(text), Is.False);
}
