using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>
/// <c>contracts/examples/signed</c>: the assertion and the answer as they are on the wire, signed, with the public key to check them. The private key was
/// made when they were written, for them alone, and thrown away.
/// </summary>
internal sealed class SignedExampleTests
{
    private static readonly string Folder = Path.Combine(Published.Folder, "examples", "signed");
    private static readonly string KeyFile = Path.Combine(Folder, "key.json");

    [OneTimeSetUp]
    public void Write()
    {
        if (!Published.Writing || Holds()) return;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new JwsSigner(key, "example");
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        Published.Write(Path.Combine(Folder, "AccessAssertion.jws"), signer.Sign(AccessAssertion.Typ, Examples.Assertion) + "\n");
        Published.Write(Path.Combine(Folder, "ReadAnswer.jws"), signer.Sign(ReadAnswer.Typ, Examples.Answer) + "\n");
        Published.Write(KeyFile, Published.Text(new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = "example", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) }));
    }

    [Test]
    public void The_signed_examples_are_those_beside_them() => Assert.That(Holds());

    [Test]
    public void No_private_key_is_published() => Assert.That(File.ReadAllText(KeyFile), Does.Not.Contain("\"d\""));

    [Test]
    public void An_assertion_does_not_pass_as_an_answer() =>
        Assert.That(Verifier().TryVerify<ReadAnswer>(Text("AccessAssertion"), ReadAnswer.Typ, out _, out _), Is.False);

    [Test]
    public void A_changed_letter_of_any_part_is_refused()
    {
        var good = Text("AccessAssertion");
        foreach (var place in new[] { 3, good.IndexOf('.', StringComparison.Ordinal) + 20, good.LastIndexOf('.') + 5 })
        {
            var changed = good[..place] + (good[place] == 'A' ? 'B' : 'A') + good[(place + 1)..];

            Assert.That(Verifier().TryVerify<AccessAssertion>(changed, AccessAssertion.Typ, out _, out _), Is.False);
        }
    }

    [Test]
    public void What_is_signed_now_with_a_fresh_key_verifies_with_that_key_only()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = new JwsSigner(key, "example").Sign(AccessAssertion.Typ, Examples.Assertion);

        Assert.That(new JwsVerifier(_ => key).TryVerify<AccessAssertion>(signed, AccessAssertion.Typ, out _, out _));
        Assert.That(Verifier().TryVerify<AccessAssertion>(signed, AccessAssertion.Typ, out _, out var failure), Is.False);
        Assert.That(failure, Is.EqualTo("bad-signature"));
    }

    private static bool Holds() => File.Exists(KeyFile)
        && Verifier().TryVerify<AccessAssertion>(Text("AccessAssertion"), AccessAssertion.Typ, out var assertion, out _) && Same(assertion, Examples.Assertion)
        && Verifier().TryVerify<ReadAnswer>(Text("ReadAnswer"), ReadAnswer.Typ, out var answer, out _) && Same(answer, Examples.Answer);

    private static bool Same<T>(T one, T other) => CanonicalJson.Bytes(one).AsSpan().SequenceEqual(CanonicalJson.Bytes(other));

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.jws")).TrimEnd('\n');

    private static JwsVerifier Verifier()
    {
        var key = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(KeyFile))!;
        var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key["x"]), Y = Base64UrlEncoder.DecodeBytes(key["y"]) };

        return new(kid => kid == key["kid"] ? ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }) : null);
    }
}
