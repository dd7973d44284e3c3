using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Holding;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Trust;
using BoroughBridge.Trust.Doors;
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

    private readonly Task followed;

    private RoutingSide(TestDatabase database, StreamWriter writer, WebApplication app, Task followed) =>
        (this.database, Writer, this.app, this.followed) = (database, writer, app, followed);

    public StreamWriter Writer { get; }

    public Database Database => database.Database;

    public static async Task<RoutingSide> StartAsync(DatabaseKind kind, HoldingOptions holding, BrokerOptions? broker = null)
    {
        var database = await TestDatabases.NewAsync(kind);
        await database.Database.ApplySchemaAsync(typeof(StreamWriter).Assembly, default);
        var writer = new StreamWriter(database.Database, StreamNames.ToHolder(holding.Authority), TimeProvider.System);
        // A reader starts from a snapshot, and this one is empty: nothing may be said before it is taken.
        var followed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.WebHost.UseKestrel(kestrel =>
        {
            if (holding.Profile == TransportProfile.Brokered) kestrel.ListenLocalhost(Ports.Free());
            else kestrel.ListenAnyIP(new Uri(holding.RoutingRecordUrl).Port, listener => listener.UseHttps(https => MutualTls.Serve(https, TestParts.Trust("routing"))));
        });
        if (holding.Profile == TransportProfile.Brokered)
        {
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddSingleton(TrustBundle.Load(TestParts.Trust("routing", holding.Authority)));
            builder.Services.AddCarryLink(holding.Authority, broker!);
        }

        var app = builder.Build();
        app.UseCarried();
        app.UseRouting();
        app.MapStream(
            "/record/stream/{authority}", "/record/snapshot/{authority}",
            context => (context.Peer() ?? MutualTls.PartOf(context)) == holding.Authority ? new StreamPublication(writer, Nothing) : null);
        await app.StartAsync();

        return new(database, writer, app, followed.Task);

        Task<IReadOnlyList<SnapshotEvent>> Nothing(System.Data.Common.DbTransaction transaction, CancellationToken ct)
        {
            followed.TrySetResult();

            return Task.FromResult<IReadOnlyList<SnapshotEvent>>([]);
        }
    }

    /// <summary>Until the holder has begun to follow.</summary>
    public Task FollowedAsync() => followed.WaitAsync(TimeSpan.FromSeconds(30));

    public async Task SayAsync(params IChildEvent[] events)
    {
        await FollowedAsync();
        await Database.InTransactionAsync(
            async transaction =>
            {
                foreach (var said in events) await Writer.AppendAsync(said, transaction, default);
            },
            default);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
    }
}
