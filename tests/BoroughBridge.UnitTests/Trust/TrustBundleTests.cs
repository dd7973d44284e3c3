using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Trust;

public sealed class TrustBundleTests
{
    private const string Typ = "bb-test+jwt";

    [Test]
    public void What_a_part_signs_its_peers_verify()
    {
        using var folder = new TrustFolder();
        var routing = TrustBundle.Load(folder.Part("routing"));
        var islington = TrustBundle.Load(folder.Part("islington", peers: "routing"));

        var holds = islington.VerifierFor("routing").TryVerify<Said>(routing.Signer.Sign(Typ, new Said("a", 7)), Typ, out var said, out _);

        Assert.That(holds);
        Assert.That(said, Is.EqualTo(new Said("a", 7)));
        Assert.That(routing.Self, Is.EqualTo("routing"));
    }

    [Test]
    public void A_part_verifies_nothing_of_one_it_does_not_know_nor_of_another_in_its_name()
    {
        using var folder = new TrustFolder();
        var routing = TrustBundle.Load(folder.Part("routing"));
        var stranger = TrustBundle.Load(folder.Part("stranger"));
        var islington = TrustBundle.Load(folder.Part("islington", peers: "routing"));

        Assert.That(Failure(islington, "stranger", stranger.Signer.Sign(Typ, new Said("a", 1))), Is.EqualTo("unknown-key"));
        Assert.That(Failure(islington, "routing", stranger.Signer.Sign(Typ, new Said("a", 1))), Is.EqualTo("unknown-key"));
        Assert.That(Failure(islington, "routing", routing.Signer.Sign("other+jwt", new Said("a", 1))), Is.EqualTo("wrong-kind"));
    }

    [Test]
    public void Any_change_to_what_was_signed_is_found()
    {
        using var folder = new TrustFolder();
        var routing = TrustBundle.Load(folder.Part("routing"));
        var islington = TrustBundle.Load(folder.Part("islington", peers: "routing"));
        var good = routing.Signer.Sign(Typ, new Said("a", 1));
        var random = new Random(7);

        for (var i = 0; i < 1000; i++)
        {
            var bad = good.ToCharArray();
            bad[random.Next(bad.Length - 1)] = "ABCDEFabcdef0123456789-_.=é"[random.Next(27)];
            var text = new string(bad);
            if (text != good) Assert.That(Failure(islington, "routing", text), Is.Not.Null, text);
        }
    }

    [Test]
    public void Many_threads_sign_and_verify_at_once()
    {
        using var folder = new TrustFolder();
        var routing = TrustBundle.Load(folder.Part("routing"));
        var islington = TrustBundle.Load(folder.Part("islington", peers: "routing"));

        Parallel.For(0, 2000, i =>
            Assert.That(islington.VerifierFor("routing").TryVerify<Said>(routing.Signer.Sign(Typ, new Said("a", i)), Typ, out var said, out _) && said.Number == i));
    }

    [Test]
    public void Keys_rotate_without_a_restart_and_the_old_one_may_stay_for_a_while()
    {
        using var folder = new TrustFolder();
        var clock = new SetClock();
        var routing = TrustBundle.Load(folder.Part("routing"), clock);
        var islington = TrustBundle.Load(folder.Part("islington", peers: "routing"), clock);
        var byOld = routing.Signer.Sign(Typ, new Said("a", 1));
        var oldSet = File.ReadAllText(folder["routing.jwks"]);
        KeyMaker.MakeSigningKey(folder["new.key"], folder["new.jwks"]);
        var newSet = File.ReadAllText(folder["new.jwks"]);

        File.WriteAllText(folder["routing.jwks"], $"{{\"keys\":[{Key(oldSet)},{Key(newSet)}]}}");
        File.Copy(folder["new.key"], folder["routing.key"], overwrite: true);
        clock.Pass(TimeSpan.FromSeconds(2));
        var byNew = routing.Signer.Sign(Typ, new Said("a", 2));

        Assert.That(newSet, Does.Contain(routing.Signer.KeyId), "signs with the new key");
        Assert.That(Failure(islington, "routing", byNew), Is.Null);
        Assert.That(Failure(islington, "routing", byOld), Is.Null, "overlap");

        File.WriteAllText(folder["routing.jwks"], newSet);
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.That(Failure(islington, "routing", byOld), Is.EqualTo("unknown-key"));
        Assert.That(Failure(islington, "routing", byNew), Is.Null);
    }

    [Test]
    public void A_peers_set_that_is_taken_away_or_spoilt_verifies_nothing_until_it_is_back()
    {
        using var folder = new TrustFolder();
        var clock = new SetClock();
        var routing = TrustBundle.Load(folder.Part("routing"), clock);
        var islington = TrustBundle.Load(folder.Part("islington", peers: "routing"), clock);
        var said = routing.Signer.Sign(Typ, new Said("a", 1));
        var set = File.ReadAllText(folder["routing.jwks"]);

        File.Delete(folder["routing.jwks"]);
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.That(Failure(islington, "routing", said), Is.EqualTo("unknown-key"));

        File.WriteAllText(folder["routing.jwks"], "{\"keys\":[");
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.That(Failure(islington, "routing", said), Is.EqualTo("unknown-key"));

        File.WriteAllText(folder["routing.jwks"], set);
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.That(Failure(islington, "routing", said), Is.Null);
    }

    [TestCase("SigningKeyFile", null, "SigningKeyFile: names a file that does not exist")]
    [TestCase("SigningKeyFile", "nonsense", "SigningKeyFile: is not a PEM file of a P-256 private key")]
    [TestCase("PeerKeyFiles:routing", null, "PeerKeyFiles:routing: names a file that does not exist")]
    [TestCase("PeerKeyFiles:routing", "{}", "PeerKeyFiles:routing: is not a JSON Web Key Set of P-256 keys")]
    [TestCase("PeerKeyFiles:routing", "{\"keys\":[]}", "PeerKeyFiles:routing: is not a JSON Web Key Set of P-256 keys")]
    [TestCase("PeerKeyFiles:routing", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"x\"}]}", "PeerKeyFiles:routing: is not a JSON Web Key Set of P-256 keys")]
    public void A_file_that_cannot_be_used_is_named_by_its_setting(string setting, string? content, string message)
    {
        using var folder = new TrustFolder();
        folder.Part("routing");
        var options = folder.Part("islington", peers: "routing");
        var path = setting == "SigningKeyFile" ? options.SigningKeyFile : options.PeerKeyFiles["routing"];
        File.Delete(path);
        if (content is not null) File.WriteAllText(path, content);

        var refused = Assert.Throws<TrustConfigurationException>(() => TrustBundle.Load(options));

        Assert.That(refused!.Message, Is.EqualTo(message));
        Assert.That(refused.Setting, Is.EqualTo(setting));
    }

    [Test]
    public void An_unset_setting_is_named()
    {
        using var folder = new TrustFolder();
        var options = folder.Part("islington");
        options.SigningKeyFile = "";

        Assert.That(Assert.Throws<TrustConfigurationException>(() => TrustBundle.Load(options))!.Message, Is.EqualTo("SigningKeyFile: is required"));
    }

    private static string? Failure(TrustBundle by, string peer, string jws) =>
        by.VerifierFor(peer).TryVerify<Said>(jws, Typ, out _, out var failure) ? null : failure;

    private static string Key(string set) => set[(set.IndexOf('[', StringComparison.Ordinal) + 1)..set.LastIndexOf(']')];

    private sealed record Said(string Text, int Number);
}
