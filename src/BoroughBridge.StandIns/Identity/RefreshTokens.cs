using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.StandIns.Identity;

/// <summary>Who was signed in, by which client, when: what every token of a sign-in says.</summary>
internal sealed record SignIn(string Session, string Login, string ClientId, DateTimeOffset At);

/// <summary>
/// Refresh tokens, each good once; using one again ends the whole sign-in (RFC 9700 4.14.2). Kept as hashes, eight hours at most.
/// </summary>
internal sealed class RefreshTokens(TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(8);
    private const int Most = 20_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (SignIn SignIn, bool Used)> tokens = new(StringComparer.Ordinal);

    public string? Make(SignIn signIn)
    {
        lock (gate)
        {
            foreach (var (name, (old, _)) in tokens)
                if (Expired(old)) tokens.Remove(name);
            if (tokens.Count >= Most) return null;

            var token = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
            tokens[Hash(token)] = (signIn, false);

            return token;
        }
    }

    /// <summary>The sign-in of a token not used before, by the client it was given to; none otherwise.</summary>
    public SignIn? Use(string token, string clientId)
    {
        lock (gate)
        {
            var hash = Hash(token);
            if (!tokens.TryGetValue(hash, out var found)) return null;
            if (found.Used || found.SignIn.ClientId != clientId)
            {
                End(signIn => signIn.Session == found.SignIn.Session);
                return null;
            }

            tokens[hash] = (found.SignIn, true);

            return Expired(found.SignIn) ? null : found.SignIn;
        }
    }

    /// <summary>Ends the sign-ins the condition names; returns them.</summary>
    public IReadOnlyList<SignIn> End(Func<SignIn, bool> which)
    {
        var ended = new HashSet<SignIn>();
        lock (gate)
        {
            foreach (var (name, (signIn, _)) in tokens)
            {
                if (!which(signIn)) continue;
                tokens.Remove(name);
                ended.Add(signIn);
            }
        }

        return [.. ended];
    }

    private bool Expired(SignIn signIn) => clock.GetUtcNow() - signIn.At >= Life;

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
