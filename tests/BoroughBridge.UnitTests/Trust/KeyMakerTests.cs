using System.Security.Cryptography.X509Certificates;
using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KeyMakerTests
{
    [Test]
    public void A_private_key_is_its_owners_alone()
    {
        using var folder = new TrustFolder();
        folder.Part("routing");

        Assert.That(File.GetUnixFileMode(folder["routing.key"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.GetUnixFileMode(folder["routing.root.tls.key"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.GetUnixFileMode(folder["root.key"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.ReadAllText(folder["routing.key"]), Does.StartWith("-----BEGIN PRIVATE KEY-----"));
    }

    [Test]
    public void What_is_there_is_kept()
    {
        using var folder = new TrustFolder();
        folder.Part("routing");
        var files = new[] { "routing.key", "routing.jwks", "routing.root.crt", "routing.root.tls.key", "root.crt", "root.key" };
        var before = files.Select(file => File.ReadAllText(folder[file])).ToArray();

        folder.Part("routing");

        Assert.That(files.Select(file => File.ReadAllText(folder[file])), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(folder["x"])!).Length, Is.EqualTo(files.Length), "nothing left lying about");
    }

    [Test]
    public void A_lost_key_set_is_made_again_from_the_key()
    {
        using var folder = new TrustFolder();
        folder.Part("routing");
        var before = File.ReadAllText(folder["routing.jwks"]);
        File.Delete(folder["routing.jwks"]);

        folder.Part("routing");

        Assert.That(File.ReadAllText(folder["routing.jwks"]), Is.EqualTo(before));
        Assert.That(before, Does.Not.Contain("\"d\""), "no private part");
    }

    [Test]
    public void Many_at_once_make_one_key()
    {
        using var folder = new TrustFolder();

        Parallel.For(0, 16, _ => KeyMaker.MakeSigningKey(folder["k.key"], folder["k.jwks"]));

        var bundle = TrustBundle.Load(new TrustOptions { Self = "k", SigningKeyFile = folder["k.key"] });
        Assert.That(File.ReadAllText(folder["k.jwks"]), Does.Contain(bundle.Signer.KeyId));
    }

    [Test]
    public void A_parts_certificate_names_the_part_and_this_machine()
    {
        using var folder = new TrustFolder();
        folder.Part("islington");

        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(folder["islington.root.crt"]));

        Assert.That(certificate.Subject, Is.EqualTo("CN=islington"));
        Assert.That(certificate.MatchesHostname("localhost"));
        Assert.That(certificate.MatchesHostname("127.0.0.1"));
        Assert.That(certificate.MatchesHostname("elsewhere.example"), Is.False);
    }
}
