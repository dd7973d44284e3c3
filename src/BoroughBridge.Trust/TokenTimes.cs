using Microsoft.IdentityModel.JsonWebTokens;

namespace BoroughBridge.Trust;

/// <summary>Whether a token is good at this moment. Clocks of the parts may differ by two seconds; more is an alarm (architecture, "Settled").</summary>
internal static class TokenTimes
{
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    /// <summary>A code where it is not good now.</summary>
    public static string? Judge(JsonWebToken token, int mostSeconds, DateTimeOffset now)
    {
        if (Seconds(token, JwtRegisteredClaimNames.Exp) is not { } expires) return "claim-exp";
        if (Seconds(token, JwtRegisteredClaimNames.Iat) is not { } issued) return "claim-iat";
        if (token.TryGetPayloadValue<object>(JwtRegisteredClaimNames.Nbf, out _))
        {
            if (Seconds(token, JwtRegisteredClaimNames.Nbf) is not { } from) return "claim-nbf";
            if (now < from - Skew) return "not-yet-valid";
        }

        if (now >= expires + Skew) return "expired";
        if (now < issued - Skew) return "issued-in-future";

        return expires <= issued ? "life" : expires - issued > TimeSpan.FromSeconds(mostSeconds) ? "too-long-lived" : null;
    }

    private static DateTimeOffset? Seconds(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<long>(claim, out var seconds) && seconds is > 0 and < 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
