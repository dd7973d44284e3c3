// Promise: the index shows a caller only what the decision permits at this moment, and nothing of it leaves before the query is durably logged.
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Routing.Read;

namespace BoroughBridge.Routing.Index;

/// <summary>What the caller may see in the index: her children, and the index of one child's file. Decided by the same function, and logged as queries.</summary>
public sealed class CaseList
{
    private readonly RoutingOptions options;
    private readonly AccessFacts facts;
    private readonly ReviewDates reviews;
    private readonly FileLines lines;
    private readonly ReadLog entries;
    private readonly LogWriter log;
    private readonly TimeProvider clock;

    internal CaseList(RoutingOptions options, AccessFacts facts, ReviewDates reviews, FileLines lines, ReadLog entries, LogWriter log, TimeProvider clock)
    {
        this.options = options;
        this.facts = facts;
        this.reviews = reviews;
        this.lines = lines;
        this.entries = entries;
        this.log = log;
        this.clock = clock;
    }

    /// <summary>The children the caller is allocated to now, soonest review first; empty where none.</summary>
    /// <exception cref="LogUnavailableException">The queries could not be logged: nothing is shown.</exception>
    public async Task<IReadOnlyList<AllocatedChild>> ChildrenAsync(ReadContext context, CancellationToken ct)
    {
        var request = new ReadRequest(context, context.Transaction ?? Ids.New());
        var now = clock.GetUtcNow();
        var found = await facts.VisibleToAsync(context.User, now, ct);
        var permitted = found.Things
            .Select(thing => (Thing: thing, Decision: found.Decide(thing, context.Purpose, now, Asked.Index)))
            .Where(one => one.Decision is { Permitted: true, Grant: not null } && context.Limits?.Allow("Patient", one.Thing.ChildRef) != false)
            .ToArray();
        var dates = await reviews.OfAsync([.. permitted.Select(one => one.Thing.ChildRef)], London.DayOf(now), ct);

        var about = entries.Context(request);
        var queries = permitted.Length == 0
            ? [AuditEvents.PatientQuery(about, null, "my-children")]
            : permitted.Select(one => AuditEvents.PatientQuery(about, one.Thing.ChildRef, "my-children")).ToArray();
        await Task.WhenAll(queries.Select(query => log.AppendAsync(query, CancellationToken.None)).ToArray());

        return
        [
            .. permitted
                .Select(one => Child(one.Thing, one.Decision.Grant!, dates.GetValueOrDefault(one.Thing.ChildRef)))
                .OrderBy(child => child.NextReviewDue ?? DateOnly.MaxValue).ThenBy(child => child.ChildRef, StringComparer.Ordinal),
        ];
    }

    /// <summary>The file's index; none where the child is not the caller's (the same answer as for no such child).</summary>
    /// <exception cref="LogUnavailableException">The query could not be logged: nothing is shown.</exception>
    public async Task<IReadOnlyList<IndexLine>?> FileAsync(ReadContext context, string childRef, CancellationToken ct)
    {
        var request = new ReadRequest(context, context.Transaction ?? Ids.New());
        var now = clock.GetUtcNow();
        var found = await facts.ForChildAsync(context.User, Ids.IsId(childRef) ? childRef : "", ct);
        var patient = found.Things.FirstOrDefault(thing => thing.Type == "Patient");
        var decision = patient is null ? DecidedThing.Absent
            : context.Limits?.Allow("Patient", patient.ChildRef) == false ? DecidedThing.BeyondToken
            : found.Decide(patient, context.Purpose, now, Asked.Index);
        if (!decision.Permitted)
        {
            await entries.Decided(request, [new(new("Patient", childRef), patient, found.Caller, decision)]);

            return null;
        }

        var shown = found.Things
            .Where(thing => thing != patient && context.Limits?.AllowType(thing.Type) != false && found.Decide(thing, context.Purpose, now, Asked.Index).Permitted)
            .Select(thing => thing.Id).ToHashSet();
        var file = await lines.OfAsync(childRef, ct);
        await log.AppendAsync(AuditEvents.PatientQuery(entries.Context(request), childRef, "file-index"), CancellationToken.None);

        return [.. file.Where(line => shown.Contains(line.Id))];
    }

    private AllocatedChild Child(IndexedThing patient, Grant grant, ReviewDays? days) => new()
    {
        ChildRef = patient.ChildRef,
        Holder = patient.Holder,
        HolderName = options.Authorities.TryGetValue(patient.Holder, out var holder) ? holder.DisplayName : patient.Holder,
        From = grant.From,
        To = grant.To,
        LookedAfterFrom = days?.LookedAfterFrom,
        LastReview = days?.LastReview,
        NextReviewDue = days?.NextDue,
    };
}
