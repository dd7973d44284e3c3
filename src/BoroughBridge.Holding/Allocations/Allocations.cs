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
    /// <summary>Labels the IRO may read in full by named permission (domain.md 1.6, ACC-7); those that never cross cannot be named.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];
}

/// <summary>An allocation that cannot be proposed or ended; the message is a code.</summary>
public sealed class AllocationRefusedException(string code) : Exception(code);
