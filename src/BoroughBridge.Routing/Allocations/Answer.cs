using BoroughBridge.Contracts.Events;

namespace BoroughBridge.Routing.Allocations;

/// <summary>An employing authority's answer to a proposal.</summary>
internal sealed record Answer
{
    public required string AllocationId { get; init; }
    public required string ChildRef { get; init; }
    public required string Holder { get; init; }
    public required bool Accepted { get; init; }
    public required string AnsweredBy { get; init; }
    /// <summary>Code where declined.</summary>
    public string? Reason { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>Code of why a manager went on against a warning.</summary>
    public string? Override { get; init; }

    public IChildEvent AsEvent() => Accepted
        ? new AllocationAccepted { ChildRef = ChildRef, AllocationId = AllocationId, By = AnsweredBy }
        : new AllocationDeclined { ChildRef = ChildRef, AllocationId = AllocationId, Reason = Reason ?? "no-agreement" };
}

/// <summary>A proposal that waits for a manager.</summary>
internal sealed record Waiting
{
    public required string AllocationId { get; init; }
    public required string ChildRef { get; init; }
    public required string Holder { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required string Employer { get; init; }
    public required string Agreement { get; init; }
    public required DateOnly FromDay { get; init; }
    public DateOnly? ToDay { get; init; }
    public string? Act { get; init; }

    public AllocationProposed AsProposed() => new()
    {
        ChildRef = ChildRef,
        AllocationId = AllocationId,
        Iro = new() { Issuer = Issuer, Subject = Subject },
        Employer = Employer,
        Agreement = Agreement,
        From = FromDay,
        To = ToDay,
        Act = Act,
    };
}
