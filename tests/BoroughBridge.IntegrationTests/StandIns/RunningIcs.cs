using System.Net.Http.Json;
using BoroughBridge.StandIns;
using BoroughBridge.StandIns.Ics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BoroughBridge.IntegrationTests.StandIns;

/// <summary>The stand-in ICS, running, and a social worker to change things in it.</summary>
internal sealed class RunningIcs : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo folder;

    private RunningIcs(WebApplication app, StandInOptions options, DirectoryInfo folder)
    {
        this.app = app;
        this.folder = folder;
        Address = options.IcsUrl;
        ApiKey = options.IcsApiKey;
        Http = new() { BaseAddress = new(BaseUrl) };
        Http.DefaultRequestHeaders.Add("X-Api-Key", ApiKey);
    }

    public string Address { get; }
    public string ApiKey { get; }
    public string BaseUrl => Address + "/ics/islington/api/v1/";
    /// <summary>Calls the interface, with the key.</summary>
    public HttpClient Http { get; }
    public IcsStore Store => app.Services.GetRequiredService<IcsStores>().ByAuthority["islington"];
    public IcsFaults Faults => app.Services.GetRequiredService<IcsFaults>();

    public static async Task<RunningIcs> StartAsync(TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("bb-test-ics-");
        var options = RunningIdentityProvider.Options();
        options.DataFolder = folder.FullName;
        var app = StandInIcs.Build(options, demonstration: true, builder => builder.Services.Replace(ServiceDescriptor.Singleton(clock ?? TimeProvider.System)));
        await app.StartAsync();

        return new(app, options, folder);
    }

    /// <summary>Changes something, over HTTP as the demonstration does.</summary>
    public async Task EditAsync(object said)
    {
        using var answer = await Http.PostAsJsonAsync($"{Address}/ics/islington/demo/changes", said);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
