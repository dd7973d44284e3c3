using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>One container of a test run, labelled with the run's process id so that a later run can remove what a dead one left.</summary>
internal sealed class EngineContainer(HttpClient engine, string id) : IServerControl
{
    public const string Label = "boroughbridge.test";

    public async Task KillAsync()
    {
        using var killed = await engine.PostAsync($"containers/{id}/kill?signal=KILL", content: null);
        killed.EnsureSuccessStatusCode();
        using var ended = await engine.PostAsync($"containers/{id}/wait", content: null);
        ended.EnsureSuccessStatusCode();
    }

    public async Task StartAsync()
    {
        using var started = await engine.PostAsync($"containers/{id}/start", content: null);
        if (!started.IsSuccessStatusCode) throw new InvalidOperationException($"the engine could not start a container: {await started.Content.ReadAsStringAsync()}");
    }

    public string Said() => $"see the engine's logs of container {id}";

    public async ValueTask DisposeAsync() => await RemoveAsync(engine, id);

    public static async Task RemoveLeftoversAsync(HttpClient engine)
    {
        var filter = Uri.EscapeDataString($$"""{"label":["{{Label}}"]}""");
        foreach (var container in (await engine.GetFromJsonAsync<JsonArray>($"containers/json?all=true&filters={filter}"))!)
        {
            var owner = container!["Labels"]![Label]!.GetValue<string>();
            if (!Directory.Exists($"/proc/{int.Parse(owner, CultureInfo.InvariantCulture)}")) await RemoveAsync(engine, container["Id"]!.GetValue<string>());
        }
    }

    private static async Task RemoveAsync(HttpClient engine, string id)
    {
        using var removed = await engine.DeleteAsync($"containers/{id}?force=true&v=true");
    }
}
