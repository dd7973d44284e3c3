using BoroughBridge.IntegrationTests.StandIns;
using BoroughBridge.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Electronic;

/// <summary>The typed client asks for nothing the contract does not offer, and for all that it offers (decision 5).</summary>
[TestFixture]
internal sealed class ContractTests
{
    [Test]
    public async Task Every_call_the_adapter_makes_is_an_operation_of_the_contract_with_its_parameters_and_its_key()
    {
        await using var real = await RunningIcs.StartAsync();
        var calls = new System.Collections.Concurrent.ConcurrentQueue<(string Method, string Path, string[] Query, bool Key)>();
        await using var between = await ListenAsync(real, calls);
        await using var holding = await ImportingHolding.StartAsync(DatabaseKind.Sqlite, between.Urls.First() + "/", real.ApiKey);
        await holding.LookedAsync();
        await real.EditAsync(new { edit = "touch", personId = real.Store.All()[0].IcsPersonId });
        await holding.LookedAsync();

        var used = new HashSet<string>();
        foreach (var (method, path, query, key) in calls)
        {
            Assert.That(method, Is.EqualTo("GET"));
            var operation = OpenApiContract.Ics.Find(path);
            Assert.That(operation, Is.Not.Null, path);
            used.Add(operation!.Value.Template);
            Assert.That(query, Is.SubsetOf(OpenApiContract.Ics.QueryParameters(operation.Value.Operation)), path);
            Assert.That(key, Is.True, path);
        }

        Assert.That(used, Is.EquivalentTo(OpenApiContract.Ics.Paths), "every operation is used");
        Assert.That(calls.Any(call => call.Query.Contains("changedSince")), Is.True);
    }

    /// <summary>Passes every call on and notes it.</summary>
    private static async Task<WebApplication> ListenAsync(RunningIcs real, System.Collections.Concurrent.ConcurrentQueue<(string, string, string[], bool)> calls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Servers.Ports.Free()}");
        var app = builder.Build();
        app.Run(async context =>
        {
            calls.Enqueue((context.Request.Method, context.Request.Path.Value!, [.. context.Request.Query.Keys], context.Request.Headers["X-Api-Key"] == real.ApiKey));
            using var answer = await real.Http.GetAsync(context.Request.Path.Value!.TrimStart('/') + context.Request.QueryString);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
        });
        await app.StartAsync();

        return app;
    }
}
