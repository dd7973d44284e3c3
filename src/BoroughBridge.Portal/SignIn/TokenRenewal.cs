using System.Text.Json;
using BoroughBridge.Routing.People;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// Access tokens live five minutes, a visit longer: a session's refresh token buys the next one, once, however many requests, at however many instances, wait
/// for it (a refresh token used twice ends the sign-in, RFC 9700 4.14.2).
/// </summary>
internal sealed class TokenRenewal(UserTokens tokens, Logouts logouts, PortalSessions sessions, IOptionsMonitor<AuthoritySignInOptions> providers, TimeProvider clock)
{
    private const string Access = "access_token";
    private const string Refresh = "refresh_token";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Puts the tokens of a sign-in or a renewal into the session.</summary>
    public static void Keep(AuthenticationProperties session, string access, string? refresh) => session.StoreTokens(
        refresh is null ? [new() { Name = Access, Value = access }] : [new() { Name = Access, Value = access }, new() { Name = Refresh, Value = refresh }]);

    /// <summary>Whoever the session's token names now, renewing it where it has run out; none where the provider says no.</summary>
    public async Task<SignedIn?> CallerAsync(AuthenticationTicket session, CancellationToken ct)
    {
        if (PortalSessions.AuthorityOf(session.Principal) is not { } authority) return null;
        for (var from = clock.GetTimestamp(); clock.GetElapsedTime(from) < Patience; await Task.Delay(Between, clock, ct))
        {
            if (await StandsAsync(session, ct) is { } standing) return standing;
            if (await sessions.LeaseAsync(session, ct))
                return await RenewAsync(session.Properties, authority, ct) && await sessions.UpdateAsync(session) ? await StandsAsync(session, ct) : null;

            // Somebody else is renewing it, or has.
            if (await sessions.RetrieveAsync(PortalSessions.SecretOf(session)) is not { } newer) return null;
            session = newer;
        }

        return null;
    }

    private async Task<SignedIn?> StandsAsync(AuthenticationTicket session, CancellationToken ct)
    {
        if (session.Properties.GetTokenValue(Access) is not { } token) return null;
        if ((await tokens.ValidateAsync(token, ct)).Identity is not { } user || await logouts.CoverAsync(user, ct)) return null;

        return new() { User = ActingRole.Narrow(user, session.Principal), Token = token, Session = session, Roles = user.Roles };
    }

    private async Task<bool> RenewAsync(AuthenticationProperties session, string authority, CancellationToken ct)
    {
        if (session.GetTokenValue(Refresh) is not { } refresh) return false;
        var provider = providers.Get(authority);
        try
        {
            await provider.DiscoverAsync(ct);
            using var form = new FormUrlEncodedContent(provider.ClientForm(new() { ["grant_type"] = Refresh, [Refresh] = refresh }));
            using var response = await provider.Backchannel.PostAsync(provider.TokenEndpoint, form, ct);
            if (!response.IsSuccessStatusCode) return false;

            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
            if (!answer.RootElement.TryGetProperty(Access, out var access)) return false;
            Keep(session, access.GetString()!, answer.RootElement.TryGetProperty(Refresh, out var next) ? next.GetString() : refresh);

            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or JsonException or AuthenticationFailureException)
        {
            return false;
        }
    }
}
