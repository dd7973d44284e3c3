using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BoroughBridge.Trust;

/// <summary>Judges logout tokens (OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6); that each is used once is for whoever acts on it.</summary>
internal sealed class LogoutTokens(IssuerTokens issuers, TimeProvider clock)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int MostSeconds = 300;

    public async Task<LogoutOutcome> ValidateAsync(string text, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(text)) return Refused("none");
        if (text.Length > UserTokens.MostCharacters) return Refused("oversized");

        var (token, provider, failure) = await issuers.ReadAsync(text, from => from.Options.ClientId, IsLogoutToken, ct);
        if (token is null || provider is null) return Refused(failure);
        if (TokenTimes.Judge(token, MostSeconds, clock.GetUtcNow()) is { } late) return Refused(late);
        if (!HasEvent(token)) return Refused("events");
        if (token.TryGetPayloadValue<object>("nonce", out _)) return Refused("nonce");
        if (IssuerTokens.Claim(token, JwtRegisteredClaimNames.Jti) is not { } id) return Refused("claim-jti");

        var subject = IssuerTokens.Claim(token, provider.Options.SubjectClaim);
        var session = IssuerTokens.Claim(token, JwtRegisteredClaimNames.Sid);
        if (subject is null && session is null) return Refused("nobody");

        return new(new SignedOutIdentity
        {
            Issuer = token.Issuer,
            Authority = provider.Authority,
            Subject = subject,
            SessionId = session,
            TokenId = id,
            Expires = new DateTimeOffset(token.ValidTo, TimeSpan.Zero),
        }, null);
    }

    private static bool HasEvent(JsonWebToken token) =>
        token.TryGetPayloadValue<JsonElement>("events", out var events) && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out var what) && what.ValueKind == JsonValueKind.Object;

    // 2.4 recommends logout+jwt; "JWT", or none, is what providers send that do not know it yet. The events claim tells it apart in any case.
    private static bool IsLogoutToken(string? typ) =>
        string.IsNullOrEmpty(typ) || string.Equals(typ, "logout+jwt", StringComparison.OrdinalIgnoreCase) || string.Equals(typ, "JWT", StringComparison.OrdinalIgnoreCase);

    private static LogoutOutcome Refused(string code) => new(null, code);
}
