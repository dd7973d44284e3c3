using BoroughBridge.Access;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Storage;

namespace BoroughBridge.Holding.Allocations;

/// <summary>States of an allocation, as they are stored and told.</summary>
public static class AllocationStates
{
    public const string Proposed = "proposed";
    public const string Granted = "granted";
    public const string Declined = "declined";
    public const string Ended = "ended";
}

/// <summary>One revision of an allocation, as its row has it.</summary>
internal sealed class AllocationRow
{
    public string AllocationId { get; set; } = "";
    public int Revision { get; set; }
    public string ChildRef { get; set; } = "";
    public string IroIssuer { get; set; } = "";
    public string IroSubject { get; set; } = "";
    public string Employer { get; set; } = "";
    public string Agreement { get; set; } = "";
    public string Basis { get; set; } = "";
    public string Permissions { get; set; } = "";
    public string State { get; set; } = "";
    public string FromDay { get; set; } = "";
    public string? ToDay { get; set; }
    public long? EndedAt { get; set; }
    public string? Reason { get; set; }
    public string ActedBy { get; set; } = "";
    public long Recorded { get; set; }

    /// <summary>The act that proposed it together with others; none where alone.</summary>
    public string? Act { get; set; }

    /// <summary>The allocation that ends when this one is granted.</summary>
    public string? Replaces { get; set; }

    /// <summary>Whether a grant came of it, now or before it ended.</summary>
    public bool WasGranted { get; set; }

    public StaffRef Iro => new() { Issuer = IroIssuer, Subject = IroSubject };

    /// <summary>The grant it is; an allocation that was never granted is none.</summary>
    public Grant ToGrant(string holder) => new()
    {
        AllocationId = AllocationId,
        ChildRef = ChildRef,
        Holder = holder,
        Issuer = IroIssuer,
        Subject = IroSubject,
        Employer = Employer,
        Agreement = Agreement,
        From = Instants.ToDay(FromDay),
        To = ToDay is null ? null : Instants.ToDay(ToDay),
        EndedAt = EndedAt is null ? null : Instants.FromMicroseconds(EndedAt.Value),
        Permissions = Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    };

    public AllocationProposed ToProposed() => new()
    {
        ChildRef = ChildRef,
        AllocationId = AllocationId,
        Iro = Iro,
        Employer = Employer,
        Agreement = Agreement,
        From = Instants.ToDay(FromDay),
        To = ToDay is null ? null : Instants.ToDay(ToDay),
        Act = Act,
    };

    public IroAllocated ToAllocated() => new()
    {
        ChildRef = ChildRef,
        AllocationId = AllocationId,
        Iro = Iro,
        Employer = Employer,
        Agreement = Agreement,
        Basis = Basis,
        From = Instants.ToDay(FromDay),
        To = ToDay is null ? null : Instants.ToDay(ToDay),
        Permissions = Permissions.Length == 0 ? null : Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    };

    public IroAllocationEnded ToEnded() => new()
    {
        ChildRef = ChildRef,
        AllocationId = AllocationId,
        LastDay = Instants.ToDay(ToDay ?? FromDay),
        Immediately = EndedAt is not null,
        Reason = Reason ?? "other",
    };
}
