namespace BoroughBridge.StandIns.Identity;

/// <summary>Tells the clients that asked to be told that a person is signed out (OpenID Connect Back-Channel Logout 1.0, 2.5). One that does not answer is left.</summary>
internal sealed class LogoutSender(StandInOptions options, TokenMaker tokens) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>How many clients took it.</summary>
    public async Task<int> TellAsync(Issuer issuer, string login, string? session, CancellationToken ct)
    {
        var told = 0;
        foreach (var client in options.Clients.Where(client => client.BackChannelLogoutUri is not null))
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = tokens.Logout(issuer, login, client.ClientId, session) });
            try
            {
                using var answer = await http.PostAsync(client.BackChannelLogoutUri!.Replace("{authority}", issuer.Slug, StringComparison.Ordinal), form, ct);
                if (answer.IsSuccessStatusCode) told++;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
            }
        }

        return told;
    }

    public void Dispose() => http.Dispose();
}
