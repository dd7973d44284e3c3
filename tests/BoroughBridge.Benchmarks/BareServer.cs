using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace BoroughBridge.Benchmarks;

/// <summary>The floor: the same bytes by primary key from PostgreSQL, a prepared statement, Kestrel, nothing else.</summary>
public sealed class BareServer(NpgsqlDataSource database, WebApplication app, Uri url) : IAsyncDisposable
{
    private const int Rows = 20_000;

    public Uri Url => url;

    public static async Task<BareServer> StartAsync(string connectionString, byte[] body, int port)
    {
        var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 1, MaxPoolSize = 64 });
        await using (var fill = database.CreateCommand("CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, body BYTEA NOT NULL); TRUNCATE bare")) await fill.ExecuteNonQueryAsync();
        await using (var fill = database.CreateCommand("INSERT INTO bare SELECT n::text, $1 FROM generate_series(1, $2) n"))
        {
            fill.Parameters.AddWithValue(NpgsqlDbType.Bytea, body);
            fill.Parameters.AddWithValue(NpgsqlDbType.Integer, Rows);
            await fill.ExecuteNonQueryAsync();
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/bare/{id}", async (string id, HttpContext context) =>
        {
            await using var command = database.CreateCommand("SELECT body FROM bare WHERE id = $1");
            command.Parameters.AddWithValue(id);
            if (await command.ExecuteScalarAsync() is not byte[] found) return Results.NotFound();
            context.Response.ContentLength = found.Length;

            return Results.Bytes(found, "application/fhir+json");
        });
        await app.StartAsync();

        return new(database, app, new($"http://127.0.0.1:{port}/bare/77"));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
    }
}
