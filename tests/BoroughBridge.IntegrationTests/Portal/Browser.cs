using System.Net;
using System.Text.RegularExpressions;

namespace BoroughBridge.IntegrationTests.Portal;

/// <summary>A browser without the pictures: keeps cookies, follows redirects when told to, posts forms with the token they carry.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient http;

    public Browser(string portal)
    {
        Portal = new Uri(portal);
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies, UseCookies = true }) { Timeout = TimeSpan.FromSeconds(60) };
    }

    public Uri Portal { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The session's cookie; none where she is not signed in.</summary>
    public string? Session => Cookies.GetCookies(Portal).FirstOrDefault(cookie => cookie.Name.EndsWith("bb-routing-session", StringComparison.Ordinal))?.Value;

    /// <summary>The session's cookie as it would be shown to another instance.</summary>
    public async Task<HttpResponseMessage> ShowAtAsync(string other, string path)
    {
        using var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(60) };
        using var request = new HttpRequestMessage(HttpMethod.Get, other + path);
        request.Headers.Add("Cookie", Cookies.GetCookieHeader(Portal));

        return await plain.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(new Uri(Portal, path));

    /// <summary>Signs in at an authority as the issuer's next person; where she ends up.</summary>
    public Task<(HttpResponseMessage Answer, Uri At)> SignInAsync(string authority, string returnUrl = "/") => FollowAsync($"/sign-in/{authority}?returnUrl={Uri.EscapeDataString(returnUrl)}");

    /// <summary>Follows redirects until there are none, or one leaves for an address that starts with <paramref name="until"/>.</summary>
    public async Task<(HttpResponseMessage Answer, Uri At)> FollowAsync(string path, string? until = null) => await FollowAsync(await GetAsync(path), new Uri(Portal, path), until);

    public async Task<(HttpResponseMessage Answer, Uri At)> FollowAsync(HttpResponseMessage answer, Uri at, string? until = null)
    {
        for (var hop = 0; hop < 12 && answer.Headers.Location is { } location; hop++)
        {
            at = new Uri(at, location);
            if (until is not null && at.ToString().StartsWith(until, StringComparison.Ordinal)) return (answer, at);
            answer = await http.GetAsync(at);
        }

        return (answer, at);
    }

    /// <summary>Posts a page's form, with the token the page carries.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, Dictionary<string, string> fields, string? to = null)
    {
        var html = await (await GetAsync(page)).Content.ReadAsStringAsync();
        fields["__RequestVerificationToken"] = FormToken.Match(html).Groups[1].Value;

        return await http.PostAsync(new Uri(Portal, to ?? page), new FormUrlEncodedContent(fields));
    }

    public Task<HttpResponseMessage> PostBareAsync(string path, Dictionary<string, string> fields) => http.PostAsync(new Uri(Portal, path), new FormUrlEncodedContent(fields));

    public void Dispose() => http.Dispose();

    [GeneratedRegex("__RequestVerificationToken\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex FormToken { get; }
}
