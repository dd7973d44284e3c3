using BoroughBridge.DisclosureLog;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.Routing;

/// <summary>Brings the database to this version before anything else of routing starts.</summary>
internal sealed class SchemaAtStart(Database database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.ApplySchemaAsync(typeof(LogWriter).Assembly, cancellationToken);
        await database.ApplySchemaAsync(typeof(StreamFollower).Assembly, cancellationToken);
        await database.ApplySchemaAsync(typeof(SchemaAtStart).Assembly, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
