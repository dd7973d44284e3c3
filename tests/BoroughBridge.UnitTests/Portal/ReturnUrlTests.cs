using BoroughBridge.Portal.SignIn;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Portal;

/// <summary>Where a person is sent after signing in: a page of this site, whatever the address says.</summary>
internal sealed class ReturnUrlTests
{
    [TestCase("/", "/")]
    [TestCase("/children/0123456789abcdef0123456789abcdef?page=2", "/children/0123456789abcdef0123456789abcdef?page=2")]
    [TestCase(null, "/")]
    [TestCase("", "/")]
    [TestCase("children", "/")]
    [TestCase("https://elsewhere.example/", "/")]
    [TestCase("//elsewhere.example", "/")]
    [TestCase("/\\elsewhere.example", "/")]
    [TestCase("/\t/elsewhere.example", "/")]
    [TestCase("/\n/elsewhere.example", "/")]
    [TestCase("/\r\n/elsewhere.example", "/")]
    [TestCase("\t//elsewhere.example", "/")]
    public void A_path_of_this_site_or_the_front_page(string? asked, string goes) => Assert.That(SignInSetup.Local(asked), Is.EqualTo(goes));
}
