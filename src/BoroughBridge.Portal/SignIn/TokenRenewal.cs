using System.Runtime.CompilerServices;
using System.Text.Json;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// Access tokens live five minutes, a visit longer: a session's refresh token buys the next one, once, however many requests of a page wait for it
/// (a refresh token used twice ends the sign-in, RFC 9700 4.14.2).
/// </summary>
internal sealed class TokenRenewal(UserTokens tokens, IOptionsMonitor<AuthoritySignInOptions> providers)
{
    private const string Access = "access_token";
    private const string Refresh = "refresh_token";
    private readonly ConditionalWeakTable<AuthenticationProperties, SemaphoreSlim> gates = [];

    /// <summary>Puts the tokens of a sign-in or a renewal into the session.</summary>
    public static void Keep(AuthenticationProperties session, string access, string? refresh) => session.StoreTokens(
        refresh is null ? [new() { Name = Access, Value = access }] : [new() { Name = Access, Value = access }, new() { Name = Refresh, Value = refresh }]);

    /// <summary>Whoever the session's token names now, renewing it where it has run out; none where the provider says no.</summary>
    public async Task<(UserIdentity User, string Token)?> CallerAsync(AuthenticationProperties session, string authority, CancellationToken ct)
    {
        if (await StandsAsync(session, ct) is { } standing) return standing;

        var gate = gates.GetValue(session, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(ct);
        try
        {
            return await StandsAsync(session, ct) ?? (await RenewAsync(session, authority, ct) ? await StandsAsync(session, ct) : null);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<(UserIdentity User, string Token)?> StandsAsync(AuthenticationProperties session, CancellationToken ct)
    {
        if (session.GetTokenValue(Access) is not { } token) return null;

        return (await tokens.ValidateAsync(token, ct)).Identity is { } user ? (user, token) : null;
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
