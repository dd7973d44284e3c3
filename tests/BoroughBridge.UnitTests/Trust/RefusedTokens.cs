using System.Security.Cryptography;
using System.Text;

namespace BoroughBridge.UnitTests.Trust;

/// <summary>Every way we know to show a token that is not good: each is made anew for an issuer, beside another authority's, at a moment.</summary>
internal static class RefusedTokens
{
    public delegate string Make(InventedIssuer here, InventedIssuer there, DateTimeOffset now);

    public static IReadOnlyDictionary<string, Make> All { get; } = Made();

    private static Dictionary<string, Make> Made()
    {
        var all = new Dictionary<string, Make>();
        Shapes(all);
        Algorithms(all);
        Keys(all);
        Headers(all);
        Claims(all);
        Times(all);
        Authorities(all);
        OtherUses(all);

        return all;
    }

    private static void Shapes(Dictionary<string, Make> all)
    {
        string[] texts =
        [
            "a", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "....", "..", "null", "undefined", "eyJhbGciOiJFUzI1NiJ9..", "eyJhbGciOiJFUzI1NiJ9.W10.AAAA", "e30.e30.", "bearer", "0", "-",
            "%2e%2e", "' OR 1=1 --", "${jndi:x}", "<a>",
        ];
        foreach (var text in texts) all[$"the text {text}"] = (_, _, _) => text;
        all["nine thousand characters"] = (_, _, _) => new string('a', 9000);
        all["the signature left off"] = (here, _, now) => string.Join('.', here.Token(now).Split('.')[..2]);
        all["the signature empty"] = (here, _, now) => string.Join('.', here.Token(now).Split('.')[..2]) + ".";
        all["the signature cut short"] = (here, _, now) => here.Token(now)[..^4];
        all["a part more"] = (here, _, now) => here.Token(now) + ".AAAA";
        all["two tokens"] = (here, _, now) => here.Token(now) + here.Token(now);
        all["parts in another order"] = (here, _, now) =>
        {
            var parts = here.Token(now).Split('.');

            return $"{parts[1]}.{parts[0]}.{parts[2]}";
        };
        all["padding"] = (here, _, now) => here.Token(now) + "==";
        all["a space within"] = (here, _, now) => here.Token(now).Insert(20, " ");
        all["a line break within"] = (here, _, now) => here.Token(now).Insert(20, "\n");
    }

    private static void Algorithms(Dictionary<string, Make> all)
    {
        foreach (var none in (string[])["none", "None", "NONE", "nOnE", ""]) all[$"alg '{none}', unsigned"] = (here, _, now) => InventedIssuer.Signed(here.Header(none), here.Claims(now), _ => []);
        all["alg none with a good signature"] = (here, _, now) => here.Token(here.Header("none"), here.Claims(now));
        foreach (var alg in (string[])["HS256", "HS384", "HS512"])
        {
            all[$"{alg} keyed with the public key, DER"] = (here, _, now) => Keyed(here, now, alg, here.Key.ExportSubjectPublicKeyInfo());
            all[$"{alg} keyed with the public key, PEM"] = (here, _, now) => Keyed(here, now, alg, Encoding.ASCII.GetBytes(here.Key.ExportSubjectPublicKeyInfoPem()));
            all[$"{alg} keyed with nothing"] = (here, _, now) => Keyed(here, now, alg, []);
        }

        foreach (var alg in (string[])["ES384", "ES512", "RS256", "RS512", "PS256", "EdDSA", "ES256K", "es256", "ES256 "]) all[$"an ES256 signature called {alg}"] = (here, _, now) => here.Token(here.Header(alg), here.Claims(now));
        all["an RSA signature called ES256"] = (here, _, now) => InventedIssuer.Signed(
            new Dictionary<string, object?> { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = "rsa" }, here.Claims(now), bytes => here.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        all["a PSS signature called RS256"] = (here, _, now) => InventedIssuer.Signed(
            new Dictionary<string, object?> { ["alg"] = "RS256", ["typ"] = "at+jwt", ["kid"] = "rsa" }, here.Claims(now), bytes => here.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        all["no alg"] = (here, _, now) => here.Token(Without(here.Header(), "alg"), here.Claims(now));
    }

    private static void Keys(Dictionary<string, Make> all)
    {
        all["another key under this key's id"] = (here, there, now) => there.Token(here.Header(), here.Claims(now));
        all["a key brought along (jwk)"] = (here, there, now) => there.Token(With(here.Header(), "jwk", Jwk(there)), here.Claims(now));
        all["a key brought along, with no key id"] = (here, there, now) => there.Token(Without(With(here.Header(), "jwk", Jwk(there)), "kid"), here.Claims(now));
        all["a key set brought along (jku)"] = (here, there, now) => there.Token(With(here.Header(), "jku", there.Address + "/jwks"), here.Claims(now));
        all["a certificate brought along (x5u)"] = (here, there, now) => there.Token(With(here.Header(), "x5u", there.Address + "/x5u"), here.Claims(now));
        foreach (var kid in (object?[])[null, "", "unknown", "../../keys", "k1' OR '1'='1", new string('k', 300), 7]) all[$"key id {kid ?? "none"}"] = (here, _, now) => here.Token(kid is null ? Without(here.Header(), "kid") : With(here.Header(), "kid", kid), here.Claims(now));
        all["a key published for encryption"] = (here, _, now) => here.Token(With(here.Header(), "kid", "enc"), here.Claims(now));
        all["a signature of zeros"] = (here, _, now) => InventedIssuer.Signed(here.Header(), here.Claims(now), _ => new byte[64]);
        all["a signature in DER"] = (here, _, now) => InventedIssuer.Signed(here.Header(), here.Claims(now), bytes => here.Key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    private static void Headers(Dictionary<string, Make> all)
    {
        foreach (var typ in (string?[])[null, "", "id+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "bb-assertion+jwt", "at"]) all[$"typ {typ ?? "none"}"] = (here, _, now) => here.Token(typ is null ? Without(here.Header(), "typ") : here.Header(typ: typ), here.Claims(now));
        all["a critical header nobody knows"] = (here, _, now) => here.Token(With(With(here.Header(), "crit", new[] { "b64" }), "b64", false), here.Claims(now));
    }

    private static void Claims(Dictionary<string, Make> all)
    {
        foreach (var claim in (string[])["iss", "sub", "aud", "iat", "exp", "jti", "roles"]) all[$"without {claim}"] = (here, _, now) => here.Token(here.Header(), Without(here.Claims(now), claim));
        (string Claim, object? Value)[] wrong =
        [
            ("iss", ""), ("iss", 7), ("aud", "another-service"), ("aud", ""), ("aud", new[] { "a", "b" }), ("aud", "BoroughBridge"), ("aud", "boroughbridge "), ("sub", ""), ("sub", "two words"),
            ("sub", "a\u0000b"), ("sub", new string('s', 300)), ("sub", new[] { "iro.th1" }), ("jti", ""), ("jti", new string('j', 300)), ("roles", ""), ("roles", Array.Empty<string>()),
            ("roles", Enumerable.Range(0, 40).Select(n => $"r{n}").ToArray()), ("exp", "soon"), ("exp", -1), ("exp", 0), ("iat", "now"), ("iat", -5), ("nbf", "now"), ("exp", 99999999999999),
        ];
        var n = 0;
        foreach (var (claim, value) in wrong) all[$"{claim} wrong, {++n}"] = (here, _, now) => here.Token(here.Header(), With(here.Claims(now), claim, value));
        all["a claim changed after signing"] = (here, _, now) =>
        {
            var parts = here.Token(now).Split('.');

            return $"{parts[0]}.{here.Token(now).Split('.')[1]}.{parts[2]}";
        };
        all["no acr where one is demanded"] = (here, _, now) => here.Token(here.Header(), Without(here.Claims(now), "acr"));
        all["one factor where two are demanded"] = (here, _, now) => here.Token(here.Header(), With(here.Claims(now), "acr", "pwd"));
    }

    private static void Times(Dictionary<string, Make> all)
    {
        (int Issued, int? From, int Expires)[] times =
            [(-300, null, -3), (-86400, null, -86100), (5, null, 200), (3600, null, 3900), (0, 10, 200), (0, 3600, 3900), (0, null, 301), (0, null, 86400), (-3600, null, 200), (10, null, 5), (0, null, 0)];
        foreach (var (issued, from, expires) in times)
        {
            all[$"issued {issued}, from {from}, until {expires}"] = (here, _, now) =>
            {
                var at = now.ToUnixTimeSeconds();
                var claims = With(With(here.Claims(now), "iat", at + issued), "exp", at + expires);

                return here.Token(here.Header(), from is { } start ? With(claims, "nbf", at + start) : claims);
            };
        }
    }

    private static void Authorities(Dictionary<string, Make> all)
    {
        all["this borough's claims under another borough's key"] = (here, there, now) => there.Token(there.Header(), here.Claims(now));
        all["another borough's claims under this borough's key"] = (here, there, now) => here.Token(here.Header(), there.Claims(now));
        all["an issuer nobody configured"] = (here, _, now) => here.Token(here.Header(), With(here.Claims(now), "iss", "https://id.elsewhere.example"));
        all["this issuer with a slash more"] = (here, _, now) => here.Token(here.Header(), With(here.Claims(now), "iss", here.Address + "/"));
        all["this issuer in capitals"] = (here, _, now) => here.Token(here.Header(), With(here.Claims(now), "iss", here.Address.ToUpperInvariant()));
        all["this issuer over http"] = (here, _, now) => here.Token(here.Header(), With(here.Claims(now), "iss", here.Address.Replace("https", "http", StringComparison.Ordinal)));
        all["both issuers"] = (here, there, now) => here.Token(here.Header(), With(here.Claims(now), "iss", new[] { here.Address, there.Address }));
    }

    private static void OtherUses(Dictionary<string, Make> all)
    {
        all["an id token"] = (here, _, now) => here.Token(here.Header(typ: "JWT"), With(With(here.Claims(now), "aud", "portal"), "nonce", "n"));
        foreach (var claim in (string[])["nonce", "at_hash", "c_hash"]) all[$"an id token for this audience, by its {claim}"] = (here, _, now) => here.Token(here.Header(typ: "JWT"), With(here.Claims(now), claim, "x"));
        all["a logout token"] = (here, _, now) => here.Token(here.Header(typ: "logout+jwt"), here.LogoutClaims(now));
        all["a logout token for this audience called JWT"] = (here, _, now) => here.Token(here.Header(typ: "JWT"), With(With(here.LogoutClaims(now), "aud", "boroughbridge"), "roles", new[] { "iro" }));
    }

    private static string Keyed(InventedIssuer here, DateTimeOffset now, string alg, byte[] secret) => InventedIssuer.Signed(here.Header(alg), here.Claims(now), bytes => alg switch
    {
        "HS256" => HMACSHA256.HashData(secret, bytes),
        "HS384" => HMACSHA384.HashData(secret, bytes),
        _ => HMACSHA512.HashData(secret, bytes),
    });

    private static Dictionary<string, object> Jwk(InventedIssuer of)
    {
        var q = of.Key.ExportParameters(includePrivateParameters: false).Q;

        return new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = InventedIssuer.B64(q.X!), ["y"] = InventedIssuer.B64(q.Y!) };
    }

    private static Dictionary<string, object?> With(Dictionary<string, object?> of, string name, object? value)
    {
        of[name] = value;

        return of;
    }

    private static Dictionary<string, object?> Without(Dictionary<string, object?> of, string name)
    {
        of.Remove(name);

        return of;
    }
}
