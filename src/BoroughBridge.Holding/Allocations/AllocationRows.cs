using System.Data.Common;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Allocations;

/// <summary>The SQL of allocations. A change closes the present revision and opens the next: what was known when is never overwritten (EDGE-14).</summary>
internal static class AllocationRows
{
    internal const string Columns =
        """
        SELECT allocation_id, revision, child_ref, iro_issuer, iro_subject, employer, agreement, basis, permissions, state, from_day, to_day, ended_at, reason,
            acted_by, recorded, was_granted, act, replaces FROM allocations
        """;

    public static Task<AllocationRow?> FindAsync(DbConnection connection, string allocationId, DbTransaction? transaction = null, string forUpdate = "") =>
        connection.QuerySingleOrDefaultAsync<AllocationRow>(
            Columns + " WHERE allocation_id = @allocationId AND superseded IS NULL" + forUpdate, new { allocationId }, transaction);

    public static async Task<IReadOnlyList<AllocationRow>> OfChildAsync(DbConnection connection, string childRef, DbTransaction? transaction = null) =>
        [.. await connection.QueryAsync<AllocationRow>(
            Columns + " WHERE child_ref = @childRef AND superseded IS NULL ORDER BY recorded, allocation_id", new { childRef }, transaction)];

    public static async Task<IReadOnlyList<AllocationRow>> AllAsync(DbConnection connection, DbTransaction? transaction = null) =>
        [.. await connection.QueryAsync<AllocationRow>(Columns + " WHERE superseded IS NULL ORDER BY recorded, allocation_id", transaction: transaction)];

    /// <summary>Writes the row as the next revision.</summary>
    public static async Task WriteAsync(DbTransaction transaction, AllocationRow row, DateTimeOffset now)
    {
        var connection = transaction.Connection!;
        row.Recorded = now.ToMicroseconds();
        await connection.ExecuteAsync(
            "UPDATE allocations SET superseded = @Recorded WHERE allocation_id = @AllocationId AND superseded IS NULL", row, transaction);
        row.Revision++;
        await connection.ExecuteAsync(
            """
            INSERT INTO allocations (allocation_id, revision, child_ref, iro_issuer, iro_subject, employer, agreement, basis, permissions, state, from_day, to_day,
                ended_at, reason, acted_by, recorded, was_granted, act, replaces)
            VALUES (@AllocationId, @Revision, @ChildRef, @IroIssuer, @IroSubject, @Employer, @Agreement, @Basis, @Permissions, @State, @FromDay, @ToDay,
                @EndedAt, @Reason, @ActedBy, @Recorded, @WasGranted, @Act, @Replaces)
            """,
            row, transaction);
    }
}
