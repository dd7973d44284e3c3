using System.Net;
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Contracts;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

/// <summary>A hundred tokens that must not be accepted, at the door of a file their subject may read: all refused, and all alike.</summary>
internal sealed class TokenMatrixTests
{
    [Test]
    public async Task A_hundred_bad_tokens_are_refused_alike()
    {
        await using var world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite);
        var child = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated());
        var cases = Cases(world).ToArray();
        var shapes = new Dictionary<string, string>();
        using var good = await AskAsync(world, child, "Bearer " + world.Issuers.Signed(Header(), Claims(world)));
        Assert.That(good.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the token they are all made from is good");
        Assert.That(cases, Has.Length.GreaterThanOrEqualTo(100));

        foreach (var (name, authorization) in cases)
        {
            using var answer = await AskAsync(world, child, authorization);
            var headers = string.Join('|', answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal));
            shapes.TryAdd($"{(int)answer.StatusCode} {headers}", name);
        }

        Assert.That(shapes.Keys, Has.Exactly(1).StartsWith("401 "));
        Assert.That(shapes, Has.Count.EqualTo(1), string.Join('\n', shapes.Select(pair => $"{pair.Value}: {pair.Key}")));
    }

    private static IEnumerable<(string Name, string Authorization)> Cases(RoutingWorld world)
    {
        var now = world.Clock.GetUtcNow().ToUnixTimeSeconds();
        var good = world.Issuers.Signed(Header(), Claims(world));
        var parts = good.Split('.');
        foreach (var claim in new[] { "iss", "sub", "aud", "exp", "iat", "jti", "roles" })
        {
            yield return Case($"without {claim}", Claims(world, (claim, Gone)));
            yield return Case($"{claim} null", Claims(world, (claim, null)));
            yield return Case($"{claim} empty", Claims(world, (claim, "")));
            if (claim != "roles") yield return Case($"{claim} an empty object", Claims(world, (claim, new Dictionary<string, object>())));
            yield return Case($"{claim} an empty list", Claims(world, (claim, Array.Empty<string>())));
            if (claim != "roles") yield return Case($"{claim} overlong", Claims(world, (claim, new string('9', 400))));
            if (claim != "roles") yield return Case($"{claim} with a control character", Claims(world, (claim, "a\nb")));
        }

        foreach (var issuer in new[] { "https://elsewhere.example", world.Issuers.Of("camden"), world.Issuers.Of("tower-hamlets") + "/", world.Issuers.Of("tower-hamlets").ToUpperInvariant(), "http://127.0.0.1", "routing" })
            yield return Case("issuer " + issuer, Claims(world, ("iss", issuer)));
        foreach (var audience in new object[] { "another", "Boroughbridge", "boroughbridge ", "boroughbridge,another", new[] { "another", "third" }, world.Issuers.Of("tower-hamlets") })
            yield return Case("audience", Claims(world, ("aud", audience)));
        foreach (var (name, iat, exp) in new (string, long, long)[]
        {
            ("expired", now - 300, now - 10), ("expired long ago", now - 90000, now - 89800), ("lives too long", now, now + 301), ("lives a day", now, now + 86400), ("ends before it begins", now, now - 1),
            ("issued in the future", now + 60, now + 120), ("at the epoch", 0, now + 60), ("no end in sight", now, long.MaxValue), ("negative", -5, now + 60), ("began a while ago", now - 299, now + 200),
        })
            yield return Case(name, Claims(world, ("iat", iat), ("exp", exp)));
        yield return Case("not yet valid", Claims(world, ("nbf", now + 60)));
        yield return Case("nbf a word", Claims(world, ("nbf", "soon")));
        yield return Case("nbf negative", Claims(world, ("nbf", -1)));
        yield return Case("subject of two words", Claims(world, ("sub", "iro.th1 iro.th2")));

        foreach (var typ in new object?[] { Gone, null, "", "id+jwt", "logout+jwt", "bb-assertion+jwt", "bb-answer+jwt", "JOSE", 7 }) yield return Case("typ", Claims(world), ("typ", typ));
        foreach (var kid in new object?[] { Gone, null, "", "k2", "../../k1", new string('k', 400), "k1 ", 1 }) yield return Case("kid", Claims(world), ("kid", kid));
        foreach (var alg in new object?[] { Gone, null, "", "none", "None", "HS256", "RS256", "ES384", "ES512", "PS256", "EdDSA", "es256" }) yield return Case($"alg {alg}", Claims(world), ("alg", alg));
        yield return Case("crit", Claims(world), ("crit", new[] { "b64" }));
        yield return Case("a key of its own", Claims(world), ("kid", "mine"), ("jwk", new { kty = "EC" }), ("jku", "https://elsewhere.example/keys"));

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return ("another key", "Bearer " + world.Issuers.Signed(Header(), Claims(world), other));
        yield return ("no signature", $"Bearer {parts[0]}.{parts[1]}.");
        yield return ("two parts", $"Bearer {parts[0]}.{parts[1]}");
        yield return ("four parts", $"Bearer {good}.{parts[2]}");
        yield return ("five parts", $"Bearer {good}.a.b");
        yield return ("a signature cut short", "Bearer " + good[..^4]);
        yield return ("a signature of zeros", $"Bearer {parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(new byte[64])}");
        yield return ("another's claims under it", $"Bearer {parts[0]}.{Base64UrlEncoder.Encode("""{"sub":"iro.th2"}""")}.{parts[2]}");
        yield return ("unsigned", $"Bearer {Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt","kid":"k1"}""")}.{parts[1]}.");
        yield return ("the public key as a secret", "Bearer " + Hmac(world, parts[1]));
        yield return ("not base64", $"Bearer {parts[0]}.***.{parts[2]}");
        yield return ("no JSON", $"Bearer {Base64UrlEncoder.Encode("at+jwt")}.{parts[1]}.{parts[2]}");
        yield return ("oversized", "Bearer " + new string('a', 9000));
        yield return ("dots", "Bearer ...");
        yield return ("nothing", "Bearer ");
        yield return ("twice", $"Bearer {good} {good}");
        yield return ("basic", "Basic " + Convert.ToBase64String("iro.th1:secret"u8));
        yield return ("another scheme", "DPoP " + good);

        (string, string) Case(string name, IReadOnlyDictionary<string, object?> claims, params (string Name, object? Value)[] header) => (name, "Bearer " + world.Issuers.Signed(Header(header), claims));
    }

    private static readonly object Gone = new();

    private static Dictionary<string, object?> Header(params (string Name, object? Value)[] changed) => Changed(new() { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = "k1" }, changed);

    private static Dictionary<string, object?> Claims(RoutingWorld world, params (string Name, object? Value)[] changed)
    {
        var now = world.Clock.GetUtcNow().ToUnixTimeSeconds();

        return Changed(
            new()
            {
                ["iss"] = world.Issuers.Of("tower-hamlets"), ["sub"] = "iro.th1", ["aud"] = "boroughbridge", ["iat"] = now, ["exp"] = now + 300, ["jti"] = Ids.New(), ["roles"] = new[] { "iro" }, ["acr"] = "mfa",
            },
            changed);
    }

    private static Dictionary<string, object?> Changed(Dictionary<string, object?> made, (string Name, object? Value)[] changed)
    {
        foreach (var (name, value) in changed)
        {
            if (ReferenceEquals(value, Gone)) made.Remove(name);
            else made[name] = value;
        }

        return made;
    }

    private static string Hmac(RoutingWorld world, string claims)
    {
        var signed = $"{Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"at+jwt","kid":"k1"}""")}.{claims}";

        return $"{signed}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(world.Issuers.PublicKey, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static async Task<HttpResponseMessage> AskAsync(RoutingWorld world, InventedChild child, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/fhir/CarePlan/{child.Plan}");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        return await world.Http.SendAsync(request);
    }
}
