using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Routing.Index;

namespace BoroughBridge.Routing.Read;

/// <summary>One read under way: its context and the transaction id that both logs carry.</summary>
internal sealed record ReadRequest(ReadContext Context, string Transaction);

/// <summary>A thing wanted, what the index has of it, and what was decided.</summary>
internal sealed record DecidedThing(Wanted Wanted, IndexedThing? Thing, Caller Caller, Decision Decision)
{
    /// <summary>The decision about what is not there.</summary>
    public static Decision Absent { get; } = new() { Permitted = false, Reason = "absent" };

    /// <summary>The decision about what the token was not given for.</summary>
    public static Decision BeyondToken { get; } = new() { Permitted = false, Reason = "beyond-token" };

    public ThingAsked Asked() => new()
    {
        ChildRef = Thing!.ChildRef,
        AllocationId = Decision.Grant!.AllocationId,
        Type = Wanted.Type,
        Id = Wanted.Id,
        Page = Wanted.Page,
    };

    /// <summary>As the log names it; an id that is none of ours is not repeated there.</summary>
    public AuditThing AsAudited() => new(Wanted.Type, Ids.IsId(Wanted.Id) ? Wanted.Id : "malformed", Thing?.Version);

    public DateTimeOffset? ChangedAt(ThingDisclosed disclosed) => disclosed.Version == Thing!.Version ? Thing.Changed : null;
}
