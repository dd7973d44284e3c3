using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.StandIns;
using BoroughBridge.StandIns.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BoroughBridge.IntegrationTests.StandIns;

/// <summary>The stand-in identity provider, running, and a browser and a client to try it with.</summary>
internal sealed partial class RunningIdentityProvider : IAsyncDisposable
{
    public const string Redirect = "http://localhost:5080/signed-in/islington";
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /// <summary>The challenge of <see cref="Verifier"/> in RFC 7636 appendix B.</summary>
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private readonly WebApplication app;

    private RunningIdentityProvider(WebApplication app, StandInOptions options, TimeProvider clock)
    {
        this.app = app;
        Clock = clock;
        Address = options.IdentityUrl;
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(options.IdentityUrl) };
    }

    public HttpClient Http { get; }
    public string Address { get; }
    public TimeProvider Clock { get; }
    public string Issuer => Address + "/islington";

    public static async Task<RunningIdentityProvider> StartAsync(TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var options = Options();
        var app = StandInIdentityProvider.Build(options, demonstration: true, builder => builder.Services.Replace(ServiceDescriptor.Singleton(clock)));
        await app.StartAsync();

        return new(app, options, clock);
    }

    public static StandInOptions Options()
    {
        var options = new StandInOptions { IdentityUrl = $"http://localhost:{Ports.Free()}", IcsUrl = $"http://localhost:{Ports.Free()}", IcsApiKey = "a-key-of-the-tests", DataFolder = Path.GetTempPath() };
        options.Clients.Add(new() { ClientId = "portal", RedirectUris = [Redirect], PostLogoutRedirectUris = ["http://localhost:5080/"] });
        options.Clients.Add(new() { ClientId = "other", RedirectUris = ["http://localhost:5999/back"] });

        return options;
    }

    public static Dictionary<string, string?> Good() => new()
    {
        ["client_id"] = "portal",
        ["redirect_uri"] = Redirect,
        ["response_type"] = "code",
        ["scope"] = "openid profile",
        ["state"] = "a state",
        ["nonce"] = "a-nonce",
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
    };

    public Task<HttpResponseMessage> AuthorizeAsync(Dictionary<string, string?> parameters) => Http.GetAsync(QueryHelpers.AddQueryString("/islington/authorize", parameters));

    /// <summary>Opens the page and chooses; what the browser would then be sent to.</summary>
    public async Task<HttpResponseMessage> ChooseAsync(string login, Dictionary<string, string?>? parameters = null)
    {
        var page = await (await AuthorizeAsync(parameters ?? Good())).Content.ReadAsStringAsync();

        return await Http.PostAsync("/islington/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["open"] = Open().Match(page).Groups[1].Value, ["login"] = login }));
    }

    public async Task<string> CodeAsync(string login = "iro.isl1", Dictionary<string, string?>? parameters = null)
    {
        var sent = await ChooseAsync(login, parameters);

        return QueryHelpers.ParseQuery(sent.Headers.Location!.Query)["code"]!;
    }

    public static Dictionary<string, string> Exchange(string code) => new()
    {
        ["grant_type"] = "authorization_code",
        ["client_id"] = "portal",
        ["redirect_uri"] = Redirect,
        ["code"] = code,
        ["code_verifier"] = Verifier,
    };

    public async Task<(int Status, JsonElement Answer)> TokenAsync(Dictionary<string, string> form)
    {
        using var answer = await Http.PostAsync("/islington/token", new FormUrlEncodedContent(form));

        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }

    [GeneratedRegex("name=\"open\" value=\"([^\"]+)\"")]
    private static partial Regex Open();
}
