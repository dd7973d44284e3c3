using BoroughBridge.Access;
using BoroughBridge.Contracts.Record;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Trust;

namespace BoroughBridge.Holding.Read;

/// <summary>The log entries of one read: one Source entry a child for what leaves, one decision a child for what is refused.</summary>
internal sealed class ReadEntries(HoldingOptions options, AccessAssertion assertion, UserIdentity? user, DateTimeOffset now)
{
    private const string Nobody = "unverified";

    private readonly AuditContext context = new()
    {
        Part = options.Authority,
        At = now,
        Transaction = assertion.Transaction,
        Purpose = assertion.Purpose,
        PurposeDefaulted = assertion.PurposeDefaulted,
        User = user is null ? Unknown : new()
        {
            Issuer = user.Issuer,
            Subject = user.Subject,
            Authority = user.Authority,
            Roles = user.Roles,
            Name = user.Name,
            TokenId = user.TokenId,
        },
    };

    private static AuditActor Unknown => new() { Issuer = Nobody, Subject = Nobody, Authority = Nobody };

    /// <summary>Something came by routing's certificate that is no assertion of routing's.</summary>
    public static LogEntry Unverified(HoldingOptions options, string code, DateTimeOffset now) => AuditEvents.Decision(
        new() { Part = options.Authority, At = now, Transaction = Nobody, Purpose = Nobody, User = Unknown },
        new() { Permitted = false, Reason = code, PolicyVersion = AccessDecision.PolicyVersion });

    /// <summary>What is written with the assertion's one use; its second use is written as a refusal.</summary>
    public LedgerPage Page(IReadOnlyList<LogEntry> entries) =>
        new(assertion.Jti, DateTimeOffset.FromUnixTimeSeconds(assertion.Exp), entries, Refusal("assertion-used", null, null, null, assertion.Things));

    /// <summary>The user's own token did not hold.</summary>
    public IReadOnlyList<LogEntry> TokenRefused(string code) => [Refusal("token-" + code, null, null, null, assertion.Things)];

    /// <summary>One Source entry for each child.</summary>
    public IEnumerable<LogEntry> Disclosed(IReadOnlyList<OpenBody> open) => open
        .GroupBy(body => (body.Manifest.ChildRef, body.Judged.Asked.AllocationId))
        .Select(group => AuditEvents.Source(context, "routing", group.Key.ChildRef, group.Key.AllocationId, [.. group.Select(body => body.Manifest)]));

    /// <summary>One refusal for each child and reason, of all that was asked and does not leave.</summary>
    public IReadOnlyList<LogEntry> Refused(IReadOnlyList<Judged> judged, IReadOnlyList<OpenBody> open)
    {
        var leaves = open.Select(body => body.Judged).ToHashSet(ReferenceEqualityComparer.Instance);

        return
        [
            .. judged.Where(thing => !leaves.Contains(thing))
                .GroupBy(thing => (Reason: thing.Decision.Permitted ? "no-rendition" : thing.Decision.Reason, thing.Asked.ChildRef))
                .Select(group => Refusal(group.Key.Reason, group.Key.ChildRef, group.First().Asked.AllocationId, group.First().Decision.Agreement?.ReferenceAndVersion, group.Select(thing => thing.Asked))),
        ];
    }

    /// <summary>The grant ended while the bytes were on their way: one entry for each child, with what was on its way of it.</summary>
    public IReadOnlyList<LogEntry> CutShort(IReadOnlyList<OpenBody> open) =>
    [
        .. open.Select(body => body.Judged.Asked).GroupBy(thing => (thing.ChildRef, thing.AllocationId))
            .Select(group => Refusal("ended-while-sending", group.Key.ChildRef, group.Key.AllocationId, null, group)),
    ];

    private LogEntry Refusal(string reason, string? childRef, string? allocationId, string? agreement, IEnumerable<ThingAsked> things) => AuditEvents.Decision(context, new()
    {
        Permitted = false,
        Reason = reason,
        PolicyVersion = AccessDecision.PolicyVersion,
        ChildRef = childRef,
        AllocationId = allocationId,
        Agreement = agreement,
        Things = [.. things.Select(thing => new AuditThing(thing.Type, thing.Id))],
    });
}
