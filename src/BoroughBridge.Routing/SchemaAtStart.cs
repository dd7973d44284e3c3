using BoroughBridge.Agreements;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.Routing;

/// <summary>Brings the database to this version before anything else of routing starts.</summary>
internal sealed class SchemaAtStart(Database database, RoutingOptions options, TimeProvider clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.ApplySchemaAsync(typeof(LogWriter).Assembly, cancellationToken);
        await database.ApplySchemaAsync(typeof(StreamFollower).Assembly, cancellationToken);
        await database.ApplySchemaAsync(typeof(AgreementBook).Assembly, cancellationToken);
        await database.ApplySchemaAsync(typeof(SchemaAtStart).Assembly, cancellationToken);
        await AgreementSeeds.PlantAsync(options.Agreements, database, clock, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
