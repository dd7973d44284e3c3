using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Trust;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

public sealed class JweTests
{
    private const string Typ = "bb-test+jwe";

    [Test]
    public void What_is_sealed_for_a_part_it_alone_opens()
    {
        using var folder = new TrustFolder();
        var islington = TrustBundle.Load(folder.Sealing("islington"));
        var routing = TrustBundle.Load(folder.Sealing("routing", peers: "islington"));
        var stranger = TrustBundle.Load(folder.Sealing("stranger"));

        var packed = routing.SealFor("islington", Typ, "a plan"u8);

        Assert.That(islington.TryOpen(packed, Typ).Plain, Is.EqualTo("a plan"u8.ToArray()));
        Assert.That(stranger.TryOpen(packed, Typ), Is.EqualTo(((byte[]?)null, "unknown-key")));
        Assert.That(islington.TryOpen(packed, "other+jwe"), Is.EqualTo(((byte[]?)null, "wrong-kind")));
        Assert.That(routing.SealFor("islington", Typ, "a plan"u8), Is.Not.EqualTo(packed), "a key of its own each time");
    }

    [Test]
    public void No_character_of_it_can_be_changed()
    {
        using var folder = new TrustFolder();
        var islington = TrustBundle.Load(folder.Sealing("islington"));
        var routing = TrustBundle.Load(folder.Sealing("routing", peers: "islington"));
        var packed = routing.SealFor("islington", Typ, "a plan"u8);

        for (var at = 0; at < packed.Length; at++)
        {
            foreach (var other in "AQgw-_.=é")
            {
                var altered = packed[..at] + other + packed[(at + 1)..];
                // The last character of a part may have bits that are not used.
                if (altered == packed || Same(altered, packed)) continue;
                Assert.That(islington.TryOpen(altered, Typ).Plain, Is.Null, $"{at} {other}");
            }
        }
    }

    [TestCase("""{"alg":"dir","enc":"A256GCM","kid":"K","typ":"bb-test+jwe","epk":E}""")]
    [TestCase("""{"alg":"RSA1_5","enc":"A256GCM","kid":"K","typ":"bb-test+jwe","epk":E}""")]
    [TestCase("""{"alg":"ECDH-ES","enc":"A128CBC-HS256","kid":"K","typ":"bb-test+jwe","epk":E}""")]
    [TestCase("""{"alg":"ECDH-ES","enc":"A256GCM","kid":"K","typ":"bb-test+jwe","zip":"DEF","epk":E}""")]
    [TestCase("""{"alg":"ECDH-ES","enc":"A256GCM","kid":"K","typ":"bb-test+jwe","crit":["exp"],"epk":E}""")]
    [TestCase("""{"alg":"ECDH-ES","enc":"A256GCM","kid":"K","typ":"bb-test+jwe"}""")]
    public void Another_algorithm_or_extension_is_refused_whatever_the_key(string header)
    {
        using var folder = new TrustFolder();
        var islington = TrustBundle.Load(folder.Sealing("islington"));
        var routing = TrustBundle.Load(folder.Sealing("routing", peers: "islington"));
        var parts = routing.SealFor("islington", Typ, "a plan"u8).Split('.');
        var own = System.Text.Json.JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(parts[0])).RootElement;
        parts[0] = Base64UrlEncoder.Encode(header.Replace("K", own.GetProperty("kid").GetString(), StringComparison.Ordinal).Replace("E}", own.GetProperty("epk").GetRawText() + "}", StringComparison.Ordinal));

        Assert.That(islington.TryOpen(string.Join('.', parts), Typ), Is.EqualTo(((byte[]?)null, "wrong-kind")));
    }

    [Test]
    public void A_point_that_is_not_on_the_curve_is_refused()
    {
        using var folder = new TrustFolder();
        var islington = TrustBundle.Load(folder.Sealing("islington"));
        var routing = TrustBundle.Load(folder.Sealing("routing", peers: "islington"));
        var parts = routing.SealFor("islington", Typ, "a plan"u8).Split('.');
        var header = Encoding.ASCII.GetString(Base64UrlEncoder.DecodeBytes(parts[0]));
        var x = System.Text.Json.JsonDocument.Parse(header).RootElement.GetProperty("epk").GetProperty("x").GetString()!;
        parts[0] = Base64UrlEncoder.Encode(header.Replace(x, Base64UrlEncoder.Encode(new byte[32]), StringComparison.Ordinal));

        Assert.That(islington.TryOpen(string.Join('.', parts), Typ).Plain, Is.Null);
    }

    /// <summary>RFC 7518, appendix C.</summary>
    [Test]
    public void The_key_is_derived_as_the_standard_s_example_derives_it()
    {
        using var alice = Key("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps", "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo");
        using var bob = Key("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck", "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");

        Assert.That(Base64UrlEncoder.Encode(Jwe.DeriveKey(alice, bob.PublicKey, "A128GCM", 128, "Alice", "Bob")), Is.EqualTo("VqqN6vgjbSBcIijNcacQGg"));
    }

    [Test]
    public void Keys_rotate_with_overlap_and_without_a_restart()
    {
        using var folder = new TrustFolder();
        var clock = new SetClock();
        var options = folder.Sealing("islington");
        var islington = TrustBundle.Load(options, clock);
        var routing = TrustBundle.Load(folder.Sealing("routing", peers: "islington"), clock);
        var byOld = routing.SealFor("islington", Typ, "old"u8);

        // The new key to the holder's own file, then to the set at routing, then the old one out of both.
        KeyMaker.MakeSealingKey(folder["new.seal"], folder["islington.jwks"]);
        var both = File.ReadAllText(folder["new.seal"]) + File.ReadAllText(options.SealingKeyFile!);
        File.WriteAllText(options.SealingKeyFile!, both);
        clock.Pass(TimeSpan.FromSeconds(2));
        var byNew = routing.SealFor("islington", Typ, "new"u8);
        Assert.That(islington.TryOpen(byOld, Typ).Plain, Is.EqualTo("old"u8.ToArray()), "overlap");
        Assert.That(islington.TryOpen(byNew, Typ).Plain, Is.EqualTo("new"u8.ToArray()));

        File.Copy(folder["new.seal"], options.SealingKeyFile!, overwrite: true);
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.That(islington.TryOpen(byOld, Typ).Failure, Is.EqualTo("unknown-key"));
        Assert.That(islington.TryOpen(byNew, Typ).Plain, Is.EqualTo("new"u8.ToArray()));
    }

    [Test]
    public void A_key_to_seal_to_verifies_nothing_and_a_set_may_not_use_one_for_both()
    {
        using var folder = new TrustFolder();
        folder.Sealing("islington");
        var options = folder.Sealing("routing", peers: "islington");
        var set = File.ReadAllText(folder["islington.jwks"]);
        var sealing = TrustBundle.Load(options);
        Assert.That(sealing.CanSealFor("islington"), Is.True);

        File.WriteAllText(folder["islington.jwks"], set.Replace("\"sig\"", "\"enc\"", StringComparison.Ordinal));
        Assert.That(() => TrustBundle.Load(options), Throws.TypeOf<TrustConfigurationException>(), "no key left to verify with");
    }

    [TestCase(null, "SealingKeyFile: names a file that does not exist")]
    [TestCase("nonsense", "SealingKeyFile: is not a PEM file of P-256 private keys")]
    public void A_file_that_cannot_be_used_is_named_by_its_setting(string? content, string message)
    {
        using var folder = new TrustFolder();
        var options = folder.Sealing("islington");
        File.Delete(options.SealingKeyFile!);
        if (content is not null) File.WriteAllText(options.SealingKeyFile!, content);

        Assert.That(Assert.Throws<TrustConfigurationException>(() => TrustBundle.Load(options))!.Message, Is.EqualTo(message));
    }

    private static ECDiffieHellman Key(string x, string y, string d) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(x), Y = Base64UrlEncoder.DecodeBytes(y) },
        D = Base64UrlEncoder.DecodeBytes(d),
    });

    private static bool Same(string a, string b)
    {
        try
        {
            var (left, right) = (a.Split('.'), b.Split('.'));

            // The header is authenticated as it is written.
            return left.Length == right.Length && left[0] == right[0] && left.Zip(right).All(pair => Base64UrlEncoder.DecodeBytes(pair.First).SequenceEqual(Base64UrlEncoder.DecodeBytes(pair.Second)));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
