// Promise: nothing of a child leaves but by here: decided at this moment, signed for, answered by the holder under its own decision, and written
// to the log durably before the first byte. What is refused and what is absent cost and look the same.
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Watch;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.Read;

/// <summary>The one path by which anything of a child is read: index, decision, assertion, holder, log, bytes (architecture, "A read, step by step").</summary>
public sealed class ReadPath
{
    private readonly AccessFacts facts;
    private readonly HolderCalls holders;
    private readonly ReadLog log;
    private readonly UserTokens tokens;
    private readonly RoutingMeters meters;
    private readonly Agreement[] agreements;
    private readonly TimeProvider clock;

    internal ReadPath(RoutingOptions options, AccessFacts facts, HolderCalls holders, ReadLog log, UserTokens tokens, RoutingMeters meters, TimeProvider clock)
    {
        this.facts = facts;
        this.holders = holders;
        this.log = log;
        this.tokens = tokens;
        this.meters = meters;
        this.clock = clock;
        agreements = [.. options.Agreements.Select(agreement => agreement.ToAgreement())];
    }

    /// <summary>Reads up to 100 things, of one holder; those refused are left out of the answer, and NotFound is returned where nothing is left.</summary>
    /// <exception cref="ArgumentException">No thing, more than 100, or permitted things of more than one holder.</exception>
    public async Task<ReadOutcome> ReadAsync(ReadContext context, IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        if (wanted.Count is 0 or > AccessAssertion.MostThings) throw new ArgumentException("one to a hundred things", nameof(wanted));

        var request = new ReadRequest(context, context.Transaction ?? Ids.New());
        try
        {
            var decidedAt = clock.GetTimestamp();
            var decided = await DecideAsync(request, wanted, ct);
            var permitted = decided.Where(one => one.Decision.Permitted).ToArray();

            // In order, ahead of the entries that tell of the disclosure: those cannot be durable without these.
            var decisions = log.Decided(request, decided);
            if (permitted.Length == 0)
            {
                await decisions;
                meters.Read("not-found");

                return new ReadOutcome.NotFound();
            }

            return await FetchAsync(request, permitted, decidedAt, decisions, ct);
        }
        catch (LogUnavailableException)
        {
            meters.Read("log-unavailable");

            return new ReadOutcome.Unavailable("log");
        }
    }

    private async Task<IReadOnlyList<DecidedThing>> DecideAsync(ReadRequest request, IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        var user = request.Context.User;
        var found = await facts.ForAsync(user, wanted.Select(one => one.Type), wanted.Select(one => Ids.IsId(one.Id) ? one.Id : ""), ct);
        var now = clock.GetUtcNow();

        return [.. wanted.Select(one =>
        {
            var thing = found.Things.FirstOrDefault(thing => thing.Id == one.Id && thing.Type == one.Type && (one.Version is null || one.Version == thing.Version));

            return new DecidedThing(one, thing, found.Caller, thing is null ? DecidedThing.Absent
                : request.Context.Limits?.Allow(thing.Type, thing.ChildRef) == false ? DecidedThing.BeyondToken
                : found.Decide(thing, request.Context.Purpose, agreements, now));
        })];
    }

    private async Task<ReadOutcome> FetchAsync(ReadRequest request, DecidedThing[] permitted, long decidedAt, Task decisions, CancellationToken ct)
    {
        var holder = permitted[0].Thing!.Holder;
        if (permitted.Any(one => one.Thing!.Holder != holder)) throw new ArgumentException("things of more than one holder");

        var answer = await AskAsync(holder, request, permitted, ct);
        if (permitted.FirstOrDefault(one => one.Wanted.Version is not null) is { } exact && answer.Things.Any(thing => thing.Version != exact.Wanted.Version))
        {
            if (answer.Body is not null) await answer.Body.DisposeAsync();
            answer.Response?.Dispose();
            answer = HolderAnswer.No();
        }

        if (answer.Failure is { } failure)
        {
            log.NotDisclosed(request, holder, permitted, failure);
            meters.Read(failure);
            await decisions;

            return answer.Refused ? new ReadOutcome.NotFound() : new ReadOutcome.Unavailable(failure);
        }

        var standing = new StandingDecision(decidedAt, (thing, stop) => StillMayAsync(request, thing, stop), clock);
        var bodies = new HolderBodies(answer, standing, (code, passed) =>
        {
            log.NotDisclosed(request, holder, permitted, code, passed);
            meters.Read(code);
        });
        try
        {
            await Task.WhenAll(decisions, log.ReceivedAsync(request, holder, permitted, answer.Things));
        }
        catch
        {
            await bodies.DisposeAsync();
            log.NotDisclosed(request, holder, permitted, "recipient-not-logged");

            throw;
        }

        meters.Read("disclosed");

        return new ReadOutcome.Disclosed(answer.Things, request.Transaction, bodies) { Changed = [.. answer.Things.Select(thing => permitted.First(one => one.Wanted.Id == thing.Id).ChangedAt(thing))] };
    }

    // Also whether her token still holds: a sign-out here or at her provider ends what she has open.
    private async Task<bool> StillMayAsync(ReadRequest request, ThingDisclosed thing, CancellationToken ct)
    {
        if ((await tokens.ValidateAsync(request.Context.Token, ct)).Identity is null) return false;
        var again = (await DecideAsync(request, [new(thing.Type, thing.Id, thing.Page)], ct))[0].Decision;

        return again.Permitted && (again.Redact.Count == 0 || thing.Variant != Labels.Variant([]));
    }

    private async Task<HolderAnswer> AskAsync(string holder, ReadRequest request, DecidedThing[] permitted, CancellationToken ct)
    {
        try
        {
            return await holders.AskAsync(holder, request, permitted, ct);
        }
        catch (OperationCanceledException)
        {
            log.NotDisclosed(request, holder, permitted, "caller-gone");

            throw;
        }
    }
}
