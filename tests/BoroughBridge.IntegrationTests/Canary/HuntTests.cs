using System.Text;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>That the hunt finds what is there: a hunter that finds nothing proves nothing.</summary>
public sealed class HuntTests
{
    private const string Piece = "Zephyrina-Quackenthwistle";

    [TestCase("before Zephyrina-Quackenthwistle after")]
    [TestCase("before zephyrina-quackenthwistle after")]
    [TestCase("5A6570687972696E612D517561636B656E7468776973746C65")]
    public void It_finds_text_and_hexadecimal(string text)
    {
        var hunt = new Hunt([Piece]);

        hunt.In("here", text);

        Assert.That(hunt.Found, Is.Not.Empty);
    }

    [TestCase("")]
    [TestCase("a")]
    [TestCase("ab")]
    public void It_finds_base64_wherever_it_falls(string before)
    {
        var hunt = new Hunt([Piece]);

        hunt.In("here", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{Piece} and more")));

        Assert.That(hunt.Found, Is.Not.Empty);
    }

    [Test]
    public void It_finds_nothing_where_nothing_is()
    {
        var hunt = new Hunt([Piece]);

        hunt.In("here", "Zephyr and Quack");

        Assert.That(hunt.Found, Is.Empty);
    }
}
