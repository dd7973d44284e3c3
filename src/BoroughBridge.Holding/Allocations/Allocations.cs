using BoroughBridge.Contracts.Events;

namespace BoroughBridge.Holding.Allocations;

/// <summary>What a manager of the holder asks for, for one child.</summary>
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

/// <summary>One act for one child or several: a family group, a handover (A3, J-8).</summary>
public sealed record GroupRequest
{
    /// <summary>Most children of one act.</summary>
    public const int MostChildren = 50;

    public required IReadOnlyList<string> Children { get; init; }
    public required StaffRef Iro { get; init; }
    public required string Employer { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Allocations that end when the new ones are granted: the handover leaves no gap (EDGE-11).</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];

    /// <summary>Codes of warnings the manager goes on against, and why, in her words.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    internal AllocationRequest For(string childRef) => new() { ChildRef = childRef, Iro = Iro, Employer = Employer, From = From, To = To, Permissions = Permissions };

    internal static GroupRequest Of(AllocationRequest request) => new()
    {
        Children = [request.ChildRef],
        Iro = request.Iro,
        Employer = request.Employer,
        From = request.From,
        To = request.To,
        Permissions = request.Permissions,
    };
}

/// <summary>An allocation that cannot be proposed or ended; the message is a code.</summary>
public sealed class AllocationRefusedException(string code) : Exception(code);
