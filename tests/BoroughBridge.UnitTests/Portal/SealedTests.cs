using System.Security.Cryptography;
using BoroughBridge.Portal.SignIn;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Portal;

public sealed class SealedTests
{
    private readonly byte[] plain = [1, 2, 3, 4, 5];

    [Test]
    public void What_is_sealed_opens_with_its_secret_and_purpose_alone()
    {
        var secret = Sealed.NewSecret();
        var closed = Sealed.Close(secret, "session", plain);

        Assert.That(Sealed.Open(secret, "session", closed), Is.EqualTo(plain));
        Assert.That(() => Sealed.Open(Sealed.NewSecret(), "session", closed), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => Sealed.Open(secret, "code", closed), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => Sealed.Open(secret, "session", closed.AsSpan(0, 20)), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void Any_byte_changed_is_noticed()
    {
        var secret = Sealed.NewSecret();
        var closed = Sealed.Close(secret, "session", plain);

        for (var i = 0; i < closed.Length; i++)
        {
            var altered = closed.ToArray();
            altered[i] ^= 1;
            Assert.That(() => Sealed.Open(secret, "session", altered), Throws.InstanceOf<CryptographicException>(), $"byte {i}");
        }
    }

    [Test]
    public void Secrets_have_256_bits_and_their_ids_do_not_give_them_away()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => Sealed.NewSecret()).ToArray();

        Assert.That(secrets, Is.Unique);
        Assert.That(secrets.Select(secret => secret.Length), Is.All.EqualTo(43));
        Assert.That(Sealed.IdOf(secrets[0]), Does.Match("^[0-9a-f]{64}$"));
    }
}
