using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Records;

/// <summary>The holder's persons: sealed, found by the HMAC of the ICS person id, never leaving but by an authorised read of the Patient.</summary>
public sealed class PersonIndex(Database database, Envelope envelope, LookupKey lookup, ResourceStore resources, HoldingOptions options, TimeProvider clock)
{
    private const string Source = "person-index";

    internal async Task<string?> ChildRefAsync(string icsPersonId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await FindAsync(connection, KeyOf(icsPersonId), null);
    }

    internal Task<string> PutAsync(Person person, CancellationToken ct) => database.InTransactionAsync(transaction => PutAsync(person, transaction, ct), ct);

    internal async Task<string> PutAsync(Person person, DbTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        var key = KeyOf(person.IcsPersonId);
        var content = JsonSerializer.SerializeToUtf8Bytes(person, Wire.Json);
        var childRef = await FindAsync(connection, key, transaction) ?? await MintAsync(key, transaction);
        await connection.ExecuteAsync(
            "UPDATE persons SET sealed = @sealed, content_key = @contentKey, recorded = @now WHERE person_key = @key AND content_key <> @contentKey",
            new
            {
                key,
                @sealed = SealedBody.SealColumn(envelope, SealName(childRef), content),
                contentKey = lookup.Of("person", content),
                now = clock.GetUtcNow().ToMicroseconds(),
            },
            transaction);

        var put = new RecordPut
        {
            Source = Source,
            SourceKey = person.IcsPersonId,
            ChildRef = childRef,
            Id = childRef,
            Type = "Patient",
            Labels = person.Labels,
            Resource = PatientForm.Of(person, childRef, options),
            Tell = version => [new ChildIdentityChanged { ChildRef = childRef, Version = version, Labels = person.Labels }],
        };
        await resources.StoreAsync(resources.Prepare(put, []), null, null, transaction, ct);

        return childRef;
    }

    /// <summary>Puts many, a hundred in a transaction; returns the child references in order. Safe to run again after a failure: what was taken is unchanged then.</summary>
    internal async Task<IReadOnlyList<string>> PutAllAsync(IReadOnlyList<Person> all, CancellationToken ct)
    {
        var taken = new List<string>(all.Count);
        foreach (var some in all.Chunk(100))
        {
            // In one order whoever imports, so that two imports at once wait for each other and never block each other.
            var refs = await database.InTransactionAsync(
                async transaction =>
                {
                    var put = new Dictionary<string, string>(StringComparer.Ordinal);
                    foreach (var person in some.OrderBy(person => person.IcsPersonId, StringComparer.Ordinal)) put[person.IcsPersonId] = await PutAsync(person, transaction, ct);

                    return put;
                },
                ct);
            taken.AddRange(some.Select(person => refs[person.IcsPersonId]));
        }

        return taken;
    }

    internal async Task<IReadOnlyList<Person>> AllAsync(CancellationToken ct) => [.. (await ByChildAsync(ct)).Select(entry => entry.Person)];

    internal async Task<IReadOnlyList<(string ChildRef, Person Person)>> ByChildAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<PersonRow>("SELECT child_ref, sealed FROM persons ORDER BY child_ref");

        return [.. rows.Select(row => (row.ChildRef, JsonSerializer.Deserialize<Person>(SealedBody.OpenColumn(envelope, SealName(row.ChildRef), row.Sealed), Wire.Json)!))];
    }

    private async Task<string> MintAsync(string key, DbTransaction transaction)
    {
        var connection = transaction.Connection!;
        var (childRef, now) = (Ids.New(), clock.GetUtcNow().ToMicroseconds());
        await connection.ExecuteAsync("INSERT INTO children (child_ref, recorded) VALUES (@childRef, @now)", new { childRef, now }, transaction);
        var minted = await connection.ExecuteAsync(
            "INSERT INTO persons (person_key, child_ref, sealed, content_key, recorded) VALUES (@key, @childRef, @none, '', @now) ON CONFLICT (person_key) DO NOTHING",
            new { key, childRef, none = Array.Empty<byte>(), now }, transaction);
        if (minted == 1) return childRef;

        // Another instance was first.
        await connection.ExecuteAsync("DELETE FROM children WHERE child_ref = @childRef", new { childRef }, transaction);

        return (await FindAsync(connection, key, transaction))!;
    }

    private static Task<string?> FindAsync(DbConnection connection, string key, DbTransaction? transaction) =>
        connection.QuerySingleOrDefaultAsync<string>("SELECT child_ref FROM persons WHERE person_key = @key", new { key }, transaction);

    private string KeyOf(string icsPersonId) => lookup.Of("ics-person", icsPersonId);

    private static string SealName(string childRef) => $"person/{childRef}";

    private sealed class PersonRow
    {
        public string ChildRef { get; set; } = "";
        public byte[] Sealed { get; set; } = [];
    }
}
