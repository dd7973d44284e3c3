using System.Text;
using System.Text.Json;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Keys;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.DisclosureLog;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class Ed25519Tests
{
    // RFC 8032 7.1, tests 1, 2 and 3.
    [TestCase(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [TestCase(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [TestCase(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void It_signs_and_verifies_as_the_standard_says(string seed, string publicKey, string message, string signature)
    {
        Assert.That(Ed25519.PublicKey(Convert.FromHexString(seed)), Is.EqualTo(Convert.FromHexString(publicKey)));
        Assert.That(Ed25519.Sign(Convert.FromHexString(seed), Convert.FromHexString(message)), Is.EqualTo(Convert.FromHexString(signature)));
        Assert.That(Ed25519.Verify(Convert.FromHexString(publicKey), Convert.FromHexString(message), Convert.FromHexString(signature)));
    }

    [Test]
    public void It_agrees_with_the_JOSE_cookbook()
    {
        if (!Corpus.Has("jose-cookbook/curve25519/jws.json", out var file)) return;
        var vector = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
        var key = vector.GetProperty("input").GetProperty("key");
        var input = Encoding.ASCII.GetBytes(vector.GetProperty("signing").GetProperty("sig-input").GetString()!);
        var seed = Base64UrlEncoder.DecodeBytes(key.GetProperty("d").GetString());

        Assert.That(Base64UrlEncoder.Encode(Ed25519.PublicKey(seed)), Is.EqualTo(key.GetProperty("x").GetString()));
        Assert.That(Base64UrlEncoder.Encode(Ed25519.Sign(seed, input)), Is.EqualTo(vector.GetProperty("signing").GetProperty("sig").GetString()));
    }

    [Test]
    public void Any_flipped_bit_is_found_and_nonsense_is_no_signature()
    {
        var seed = new byte[32];
        var message = "a checkpoint"u8.ToArray();
        var signature = Ed25519.Sign(seed, message);
        var key = Ed25519.PublicKey(seed);

        for (var bit = 0; bit < 512; bit++)
        {
            var bad = (byte[])signature.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(Ed25519.Verify(key, message, bad), Is.False);
        }

        Assert.That(Ed25519.Verify(key, "another"u8, signature), Is.False);
        Assert.That(Ed25519.Verify(key, message, signature.AsSpan(1)), Is.False);
        Assert.That(Ed25519.Verify([], message, signature), Is.False);
    }

    [Test]
    public void A_key_file_is_its_owners_alone_and_is_kept()
    {
        var folder = Directory.CreateTempSubdirectory("bb-test-key-").FullName;
        var path = Path.Combine(folder, "log.key");
        LogKey.Make(path);
        var first = LogKey.Load(path);

        LogKey.Make(path);

        Assert.That(LogKey.Load(path).PublicKey, Is.EqualTo(first.PublicKey));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Ed25519.Verify(first.PublicKey, "m"u8, first.Sign("m"u8)));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        Directory.Delete(folder, recursive: true);
    }

    [TestCase(null, "log-key-missing")]
    [TestCase("", "log-key-malformed")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "log-key-malformed")]
    [TestCase("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", "log-key-malformed")]
    public void A_file_that_is_no_key_is_said_to_be_none(string? content, string code)
    {
        var folder = Directory.CreateTempSubdirectory("bb-test-key-").FullName;
        var path = Path.Combine(folder, "log.key");
        if (content is not null) File.WriteAllText(path, content);

        Assert.That(Assert.Throws<LogUnavailableException>(() => LogKey.Load(path))!.Code, Is.EqualTo(code));
        Directory.Delete(folder, recursive: true);
    }
}
