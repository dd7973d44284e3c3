using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>Which persons the ICS has shown, which of them it no longer shows, and which are to be read again.</summary>
internal sealed class PersonBook(Database database, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private long Now => clock.GetUtcNow().ToMicroseconds();

    /// <summary>Every person ever seen, and whether the ICS still has them.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> AllAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return (await connection.QueryAsync<(string PersonId, int Present)>("SELECT person_id, present FROM electronic_persons")).ToDictionary(row => row.PersonId, row => row.Present != 0, StringComparer.Ordinal);
    }

    /// <summary>Persons whose time to be read again has come, a page of them.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return [.. await connection.QueryAsync<string>("SELECT person_id FROM electronic_persons WHERE due IS NOT NULL AND due <= @Now ORDER BY due LIMIT 200", new { Now })];
    }

    /// <summary>The file was read: nothing is owed, unless <paramref name="again"/>, and then later each time.</summary>
    public Task SeenAsync(string personId, bool again, double firstWaitSeconds, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var connection = transaction.Connection!;
            var known = await connection.QuerySingleOrDefaultAsync<(int Present, int Tries, long? Due)?>(
                "SELECT present, tries, due FROM electronic_persons WHERE person_id = @personId", new { personId }, transaction);
            if (known is { Present: 1, Tries: 0, Due: null } && !again) return;

            var tries = again ? Math.Min((known?.Tries ?? 0) + 1, 20) : 0;
            var wait = TimeSpan.FromSeconds(Math.Min(firstWaitSeconds * Math.Pow(2, tries - 1), LongestWait.TotalSeconds));
            await connection.ExecuteAsync(
                """
                INSERT INTO electronic_persons (person_id, present, tries, due, recorded) VALUES (@personId, 1, @tries, @due, @Now)
                ON CONFLICT (person_id) DO UPDATE SET present = 1, tries = excluded.tries, due = excluded.due, recorded = excluded.recorded
                """,
                new { personId, tries, due = again ? (clock.GetUtcNow() + wait).ToMicroseconds() : (long?)null, Now }, transaction);
        },
        ct);

    /// <summary>The ICS no longer has the person: suspected delete. Everything is kept as it was.</summary>
    public Task VanishedAsync(string personId, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "UPDATE electronic_persons SET present = 0, tries = 0, due = NULL, recorded = @Now WHERE person_id = @personId AND present = 1", new { personId, Now }, transaction),
        ct);
}
