using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.StandIns.Ics;

/// <summary>The stand-in ICS's own calls to BoroughBridge, as a borough's supplier would make them: SMART backend services with <c>private_key_jwt</c> (ES384).</summary>
internal sealed class SmartCalls(StandInOptions options, TimeProvider clock) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Whether it is set up to make any.</summary>
    public bool IsSetUp => options is { BridgeUrl: not null, BridgeClientId: not null, BridgeKeyFile: not null };

    public string Bridge => options.BridgeUrl!.TrimEnd('/');

    /// <summary>The children its authority's officers review, each with its own case id: those without one are given the next.</summary>
    public async Task<IReadOnlyList<ReviewedChild>> ChildrenAsync(CancellationToken ct)
    {
        var token = await TokenAsync(ct);
        var children = await ListAsync(token, ct);
        var next = children.Select(child => child.CaseId is ['R', '-', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).Append(0).Max();
        var bound = children.Where(child => child.CaseId is not null).Select(child => child.ChildRef).ToHashSet();
        foreach (var child in children)
        {
            if (!bound.Add(child.ChildRef)) continue;
            using var answer = await SendAsync(HttpMethod.Put, $"/ics/cases/R-{++next:000}", token, new { childRef = child.ChildRef }, ct);
        }

        return await ListAsync(token, ct);
    }

    /// <summary>A launch of one of its cases: a handle good once, and the address of the viewer with it.</summary>
    public async Task<JsonElement> LaunchAsync(string caseId, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/ics/launches", await TokenAsync(ct), new { caseId }, ct);

        return await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
    }

    public void Dispose() => http.Dispose();

    private async Task<List<ReviewedChild>> ListAsync(string token, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/ics/children", token, null, ct);

        return await answer.Content.ReadFromJsonAsync<List<ReviewedChild>>(JsonSerializerOptions.Web, ct) ?? [];
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, Bridge + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } };
        var answer = await http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();

        return answer;
    }

    private async Task<string> TokenAsync(CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "system/*.rs",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = await AssertionAsync(ct),
        });
        using var answer = await http.PostAsync(Bridge + "/smart/token", form, ct);
        answer.EnsureSuccessStatusCode();

        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("access_token").GetString()!;
    }

    private async Task<string> AssertionAsync(CancellationToken ct)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(options.BridgeKeyFile!, ct));
        var now = clock.GetUtcNow().ToUnixTimeSeconds();

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                ["iss"] = options.BridgeClientId!,
                ["sub"] = options.BridgeClientId!,
                ["aud"] = Bridge + "/smart/token",
                ["iat"] = now,
                ["exp"] = now + 120,
                ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            },
            SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = "ics" }, SecurityAlgorithms.EcdsaSha384) { CryptoProviderFactory = new() { CacheSignatureProviders = false } },
        });
    }
}

/// <summary>A child of another borough whom one of this authority's officers reviews: a reference and dates.</summary>
internal sealed record ReviewedChild(string ChildRef, string Holder, string Iro, DateOnly From, DateOnly? To, DateOnly? LastReview, string? CaseId);
