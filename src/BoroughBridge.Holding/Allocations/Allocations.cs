using BoroughBridge.Contracts.Events;

namespace BoroughBridge.Holding.Allocations;

/// <summary>What a manager of the holder asks for.</summary>
public sealed record AllocationRequest
{
    public required string ChildRef { get; init; }
    public required StaffRef Iro { get; init; }
    public required string Employer { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
}

/// <summary>
/// The holder's allocations, the only author of grants: propose, hear the employing authority's answer on routing's stream, grant, end.
/// </summary>
public sealed class AllocationDesk
{
    /// <summary>Writes the proposal, introduces the child to the stream if new to it, appends <see cref="AllocationProposed"/>; returns the allocation id.</summary>
    /// <exception cref="AllocationRefusedException">No agreement open to new allocations, unknown child, or dates the wrong way round.</exception>
    public Task<string> ProposeAsync(AllocationRequest request, string by, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Where it stands: <c>proposed</c>, <c>granted</c>, <c>declined</c>, <c>ended</c>; none where unknown.</summary>
    public Task<string?> StateAsync(string allocationId, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Ends it on a day, or at once.</summary>
    public Task EndAsync(string allocationId, DateOnly lastDay, bool immediately, string reason, string by, CancellationToken ct) => throw new NotImplementedException();
}

/// <summary>An allocation that cannot be proposed; the message is a code.</summary>
public sealed class AllocationRefusedException(string code) : Exception(code);
