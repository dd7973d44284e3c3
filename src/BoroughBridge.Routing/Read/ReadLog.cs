using BoroughBridge.Access;
using BoroughBridge.Contracts.Record;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.Read;

/// <summary>Routing's entries about reads: every decision, what it received to pass on, and what was permitted and came to nothing.</summary>
internal sealed class ReadLog(TrustBundle trust, LogWriter log, OwedEntries owed, TimeProvider clock)
{
    /// <summary>
    /// Queues one AuthZconsent for each child and outcome, in order, and completes when all are durable. Not cancelled with the request: who asks and
    /// hangs up is logged all the same.
    /// </summary>
    public Task Decided(ReadRequest request, IReadOnlyList<DecidedThing> decided)
    {
        var about = Context(request);
        var entries = decided.GroupBy(one => (one.Thing?.ChildRef, one.Decision.Reason, one.Decision.Grant?.AllocationId)).Select(group =>
        {
            var decision = group.First().Decision;

            return AuditEvents.Decision(about, new AuditDecision
            {
                Permitted = decision.Permitted,
                Reason = decision.Reason,
                PolicyVersion = AccessDecision.PolicyVersion,
                ChildRef = group.Key.ChildRef,
                AllocationId = decision.Grant?.AllocationId,
                Agreement = decision.Agreement?.ReferenceAndVersion,
                Things = [.. group.Select(one => one.AsAudited())],
            });
        });

        return Task.WhenAll(entries.Select(entry => log.AppendAsync(entry, CancellationToken.None)).ToArray());
    }

    /// <summary>Queues one Recipient entry with its manifest for each child and allocation, as the holder does, and completes when all are durable.</summary>
    public Task ReceivedAsync(ReadRequest request, string holder, IReadOnlyList<DecidedThing> asked, IReadOnlyList<ThingDisclosed> things)
    {
        var about = Context(request);
        var entries = things.GroupBy(thing => (thing.ChildRef, AllocationOf(thing)))
            .Select(group => AuditEvents.Recipient(about, holder, group.Key.ChildRef, group.Key.Item2, [.. group]));

        return Task.WhenAll(entries.Select(entry => log.AppendAsync(entry, CancellationToken.None)).ToArray());

        string AllocationOf(ThingDisclosed thing) =>
            asked.First(one => one.Wanted.Type == thing.Type && one.Wanted.Id == thing.Id && one.Wanted.Page == thing.Page).Decision.Grant!.AllocationId;
    }

    /// <summary>Owes the log an entry for each child: permitted, and not disclosed, or broken off after <paramref name="passed"/> bytes. Written as soon as the log can be.</summary>
    public void NotDisclosed(ReadRequest request, string holder, IReadOnlyList<DecidedThing> asked, string code, long passed = 0)
    {
        var about = Context(request);
        var outcome = passed == 0 ? code : $"{code}-after-{passed}";
        foreach (var child in asked.Select(one => one.Thing!.ChildRef).Distinct()) owed.Owe(AuditEvents.NotDisclosed(about, holder, child, outcome));
    }

    /// <summary>What each event of one read shares.</summary>
    public AuditContext Context(ReadRequest request)
    {
        var (context, transaction) = request;

        return new()
        {
            Part = trust.Self,
            At = clock.GetUtcNow(),
            Transaction = transaction,
            User = ActorOf(context.User),
            Purpose = context.Purpose,
            PurposeDefaulted = context.PurposeDefaulted,
            RemoteAddress = context.RemoteAddress,
        };
    }

    /// <summary>A caller as the log names her.</summary>
    public static AuditActor ActorOf(UserIdentity user) => new()
    {
        Issuer = user.Issuer,
        Subject = user.Subject,
        Authority = user.Authority,
        Roles = user.Roles,
        Name = user.Name,
        TokenId = user.TokenId,
    };
}
