// Promise: a day allocated or taken back afterwards changes nothing that was allowed or refused then; it is listed, to be looked at (EDGE-14).
using System.Data.Common;
using BoroughBridge.Access;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Allocations;

/// <summary>A past access that a back-dated allocation or end now covers otherwise.</summary>
public sealed record AccessFlag
{
    public required string AllocationId { get; init; }
    public required string ChildRef { get; init; }
    /// <summary>Its entry in this holder's log.</summary>
    public required long LogIndex { get; init; }
    /// <summary><c>refused-then</c> or <c>allowed-then</c>.</summary>
    public required string Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? ClosedBy { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>Lists what was allowed or refused on days an allocation did not have then, or has no more.</summary>
internal static class BackDating
{
    /// <summary>A grant that begins before today: what this officer was refused of this child since then.</summary>
    public static Task<int> OfGrantAsync(AllocationRow row, DateTimeOffset now, DbTransaction transaction) =>
        Instants.ToDay(row.FromDay) >= London.DayOf(now)
            ? Task.FromResult(0)
            : FlagAsync(row, Instants.ToDay(row.FromDay), $"kind = '{LogKinds.Decision}' AND outcome = 'refuse'", "refused-then", now, transaction);

    /// <summary>An end before today: what this officer was given of this child after that day.</summary>
    public static Task<int> OfEndAsync(AllocationRow row, DateTimeOffset now, DbTransaction transaction) =>
        row.ToDay is null || Instants.ToDay(row.ToDay) >= London.DayOf(now)
            ? Task.FromResult(0)
            : FlagAsync(row, Instants.ToDay(row.ToDay).AddDays(1), $"kind = '{LogKinds.Source}'", "allowed-then", now, transaction);

    private static Task<int> FlagAsync(AllocationRow row, DateOnly since, string what, string kind, DateTimeOffset now, DbTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            $"""
            INSERT INTO access_flags (allocation_id, log_index, child_ref, kind, at, recorded)
            SELECT @AllocationId, idx, child_ref, @kind, recorded_at, @now FROM log_entries
            WHERE child_ref = @ChildRef AND agent = @agent AND recorded_at >= @since AND {what}
            ON CONFLICT (allocation_id, log_index) DO NOTHING
            """,
            new { row.AllocationId, row.ChildRef, agent = $"{row.IroIssuer} {row.IroSubject}", since = StartOf(since), kind, now }, transaction);

    /// <summary>00:00 Europe/London of a day.</summary>
    private static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);

        return new(midnight, TimeZoneInfo.FindSystemTimeZoneById("Europe/London").GetUtcOffset(midnight));
    }
}
