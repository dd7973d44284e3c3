using System.Net;
using System.Text.RegularExpressions;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>A browser without the pictures: signs in at the stand-in provider as the portal sends it there, and keeps every page it is given.</summary>
internal sealed partial class CanaryPortal(RunningDemonstration bridge) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseCookies = true, AllowAutoRedirect = true });

    public async Task SignInAsync(string authority, string login)
    {
        using var choice = await client.GetAsync(new Uri($"http://localhost:{bridge.Port}/sign-in/{authority}"));
        var page = await choice.Content.ReadAsStringAsync();
        using var form = new FormUrlEncodedContent([new("open", Open.Match(page).Groups[1].Value), new("login", login)]);
        using var front = await client.PostAsync(new Uri(choice.RequestMessage!.RequestUri!, $"/{authority}/sign-in"), form);
        if (front.RequestMessage!.RequestUri!.Port != bridge.Port || !(await front.Content.ReadAsStringAsync()).Contains("My children", StringComparison.Ordinal))
            throw new InvalidOperationException($"the portal did not sign {login} in: status {(int)front.StatusCode}");
    }

    /// <summary>A page: its status, its headers as text, and its body.</summary>
    public async Task<(HttpStatusCode Status, string Headers, byte[] Body)> GetAsync(string path)
    {
        using var answer = await client.GetAsync(new Uri($"http://localhost:{bridge.Port}{path}"));

        return (answer.StatusCode, answer.ToString(), await answer.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"open\" value=\"([^\"]+)\"")]
    private static partial Regex Open { get; }
}
