using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace BoroughBridge.Storage;

/// <summary>The SQL scripts an assembly embeds under <c>Schema/</c>, applied once each, in name order.</summary>
internal sealed class SchemaScripts(Database database, Assembly owner)
{
    private const string Marker = ".Schema.";

    public Task ApplyAsync(CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var connection = transaction.Connection!;
            if (database.Kind == DatabaseKind.Postgres) await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(7214903)", transaction: transaction);
            await connection.ExecuteAsync(
                "CREATE TABLE IF NOT EXISTS schema_scripts (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL)", transaction: transaction);

            foreach (var (name, sql) in Scripts())
            {
                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
                var applied = await connection.QuerySingleOrDefaultAsync<string>("SELECT sha256 FROM schema_scripts WHERE name = @name", new { name }, transaction);
                if (applied == hash) continue;
                if (applied is not null) throw new InvalidOperationException($"schema script {name} was applied and has changed since");

                await connection.ExecuteAsync(
                    sql.Replace("{BYTES}", database.Kind == DatabaseKind.Postgres ? "BYTEA" : "BLOB", StringComparison.Ordinal), transaction: transaction);
                await connection.ExecuteAsync("INSERT INTO schema_scripts (name, sha256) VALUES (@name, @hash)", new { name, hash }, transaction);
            }
        },
        ct);

    private IEnumerable<(string Name, string Sql)> Scripts()
    {
        var names = owner.GetManifestResourceNames().Where(name => name.Contains(Marker, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            using var reader = new StreamReader(owner.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }
}
