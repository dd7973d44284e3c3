using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Holding;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using StreamWriter = BoroughBridge.Streams.StreamWriter;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>Routing's end of the streams, on a database of its own: a stream towards Islington served over mutual TLS, or relayed to a broker.</summary>
internal sealed class RoutingSide : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly WebApplication app;

    private RoutingSide(TestDatabase database, StreamWriter writer, WebApplication app) => (this.database, Writer, this.app) = (database, writer, app);

    public StreamWriter Writer { get; }

    public Database Database => database.Database;

    public static async Task<RoutingSide> StartAsync(DatabaseKind kind, HoldingOptions holding)
    {
        var database = await TestDatabases.NewAsync(kind);
        await database.Database.ApplySchemaAsync(typeof(StreamWriter).Assembly, default);
        var writer = new StreamWriter(database.Database, StreamNames.ToHolder(holding.Authority), TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrel(kestrel => kestrel.ListenAnyIP(
            new Uri(holding.RoutingRecordUrl).Port, listener => listener.UseHttps(https => MutualTls.Serve(https, TestParts.Trust("routing")))));
        var app = builder.Build();
        app.UseRouting();
        app.MapStream(
            "/record/stream/{authority}", "/record/snapshot/{authority}",
            context => MutualTls.PartOf(context) == holding.Authority ? new StreamPublication(writer, (_, _) => Task.FromResult<IReadOnlyList<SnapshotEvent>>([])) : null);
        await app.StartAsync();

        return new(database, writer, app);
    }

    public Task SayAsync(params IChildEvent[] events) => Database.InTransactionAsync(
        async transaction =>
        {
            foreach (var said in events) await Writer.AppendAsync(said, transaction, default);
        },
        default);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
    }
}
