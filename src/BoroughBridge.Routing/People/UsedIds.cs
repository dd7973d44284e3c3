using System.Data.Common;
using Dapper;

namespace BoroughBridge.Routing.People;

/// <summary>What may be used once: the first to consume an id wins, whichever instance it came to.</summary>
public static class UsedIds
{
    /// <summary>False where it was consumed before. Rows past their time are let go.</summary>
    public static async Task<bool> ConsumeAsync(DbTransaction transaction, string issuer, string id, DateTimeOffset until, DateTimeOffset now)
    {
        await transaction.Connection!.ExecuteAsync("DELETE FROM used_ids WHERE until < @now", new { now }, transaction);

        return await transaction.Connection!.ExecuteAsync(
            "INSERT INTO used_ids (issuer, id, until) VALUES (@issuer, @id, @until) ON CONFLICT (issuer, id) DO NOTHING", new { issuer, id, until }, transaction) == 1;
    }
}
