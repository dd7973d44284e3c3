using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Holding.Records;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Allocations;

/// <summary>A child of this holder as its manager sees one when allocating.</summary>
public sealed record DeskChild(string ChildRef, string Name, DateOnly? DateOfBirth, string? FamilyGroup, IReadOnlyList<DeskAllocation> Allocations);

/// <summary>An allocation as the manager sees it.</summary>
public sealed record DeskAllocation(string AllocationId, string ChildRef, string Iro, string Employer, string State, DateOnly From, DateOnly? To, DateTimeOffset? EndedAt, string? Reason);

/// <summary>What the holder's managers see at their desk. Names are shown here and at the operator's door, and each look is in the log.</summary>
public sealed class ManagersView(Database database, PersonIndex persons, LogWriter log, HoldingOptions options, TimeProvider clock)
{
    /// <summary>All children, by family and name, with what stands or has stood.</summary>
    /// <exception cref="LogUnavailableException">The look could not be logged: nothing is shown.</exception>
    public async Task<IReadOnlyList<DeskChild>> ChildrenAsync(AuditActor by, CancellationToken ct)
    {
        await log.AppendAsync(AuditEvents.PatientQuery(
            new() { Part = options.Authority, At = clock.GetUtcNow(), Transaction = Ids.New(), User = by, Purpose = "allocation-triage" }, null, "desk-children"), ct);
        var all = await persons.ByChildAsync(ct);
        await using var connection = await database.OpenAsync(ct);
        var allocations = (await AllocationRows.AllAsync(connection)).ToLookup(row => row.ChildRef, Shown);

        return
        [
            .. all.Select(entry => new DeskChild(
                    entry.ChildRef, $"{entry.Person.Given} {entry.Person.Family}", entry.Person.DateOfBirth, entry.Person.FamilyGroup, [.. allocations[entry.ChildRef]]))
                .OrderBy(child => child.FamilyGroup ?? child.Name, StringComparer.Ordinal).ThenBy(child => child.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Past accesses that a day put right afterwards now covers otherwise; open ones first.</summary>
    public async Task<IReadOnlyList<AccessFlag>> FlagsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return [.. await connection.QueryAsync<AccessFlag>(
            "SELECT allocation_id, child_ref, log_index, kind, at, closed_by, closed_at FROM access_flags ORDER BY CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, at DESC LIMIT 500")];
    }

    /// <summary>A manager has looked at it. False where it is closed or not there.</summary>
    public Task<bool> CloseFlagAsync(string allocationId, long logIndex, AuditActor by, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var now = clock.GetUtcNow();
            if (await transaction.Connection!.ExecuteAsync(
                "UPDATE access_flags SET closed_by = @by, closed_at = @now WHERE allocation_id = @allocationId AND log_index = @logIndex AND closed_at IS NULL",
                new { allocationId, logIndex, by = $"{by.Issuer} {by.Subject}", now }, transaction) == 0) return false;
            await log.AppendAsync(AuditEvents.Configuration(options.Authority, now, by, $"access-flag-closed {allocationId} {logIndex}"), transaction, ct);

            return true;
        },
        ct);

    private static DeskAllocation Shown(AllocationRow row) => new(
        row.AllocationId, row.ChildRef, row.IroSubject, row.Employer, row.State, Instants.ToDay(row.FromDay), row.ToDay is null ? null : Instants.ToDay(row.ToDay),
        row.EndedAt is { } at ? Instants.FromMicroseconds(at) : null, row.Reason);
}
