// Promise: each thing on a page, each one counted and each one included is permitted by the decision at this moment, and the search is in the log durably before the first byte.
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Read;
using BoroughBridge.Storage;

namespace BoroughBridge.Routing.Search;

/// <summary>One thing of a page and, where bodies were asked for, its bytes.</summary>
internal sealed record SearchHit(IndexedThing Thing, bool Included, byte[]? Body);

/// <summary>A page. Its things are logged before it exists.</summary>
internal sealed record SearchPage(IReadOnlyList<SearchHit> Hits, int? Total, string? Next, IReadOnlyList<string> Down);

/// <summary>Search over the index: what an index parameter matches, decided one by one; bodies come by the one read path.</summary>
internal sealed class SearchPath(RoutingOptions options, Database database, AccessFacts facts, ReadPath reads, ReadLog entries, LogWriter log, SearchCursor cursors, TimeProvider clock)
{
    private const int Together = 200;
    private const int MostLookedAt = 20_000;
    private const int MostBytes = 32 << 20;
    private const int MostBodyBytes = 1 << 20;
    private readonly Agreement[] agreements = [.. options.Agreements.Select(agreement => agreement.ToAgreement())];

    /// <summary>The page; none where its cursor is not the caller's for this search.</summary>
    /// <exception cref="LogUnavailableException">The search could not be logged: nothing is shown.</exception>
    public async Task<SearchPage?> FindAsync(ReadContext context, SearchRequest request, CancellationToken ct)
    {
        var place = request.Cursor is null ? null : await cursors.OpenAsync(request, context.User, ct);
        if (request.Cursor is not null && place is null) return null;

        var now = clock.GetUtcNow();
        var sql = new SearchSql(database, request, context.User, now);
        var count = request.Shows == Shows.Count ? 0 : request.Query.Count;
        var (found, more) = count == 0 ? ([], false) : await PageAsync(context, request, sql, place, count, now, ct);
        var total = request.WithTotal || count == 0 ? (await PageAsync(context, request, sql, null, MostLookedAt, now, ct)).Found.Count : (int?)null;
        var included = request.WithPatients ? await PatientsAsync(context, request, found, now, ct) : [];

        await LogAsync(context, request, [.. found, .. included]);
        var next = more ? await cursors.SealAsync(new(found[^1].Day ?? "", found[^1].Changed, found[^1].Id, now), request, context.User, ct) : null;
        if (request.Shows != Shows.Bodies) return new([.. found.Select(thing => new SearchHit(thing, false, null)), .. included.Select(thing => new SearchHit(thing, true, null))], total, next, []);

        var (bodies, down) = await BodiesAsync(context, [.. found, .. included], ct);

        return new(
            [
                .. found.Where(thing => bodies.ContainsKey(thing.Id)).Select(thing => new SearchHit(thing, false, bodies[thing.Id])),
                .. included.Where(thing => bodies.ContainsKey(thing.Id)).Select(thing => new SearchHit(thing, true, bodies[thing.Id])),
            ],
            total, next, down);
    }

    private async Task<(IReadOnlyList<IndexedThing> Found, bool More)> PageAsync(
        ReadContext context, SearchRequest request, SearchSql sql, SearchPlace? from, int count, DateTimeOffset now, CancellationToken ct)
    {
        var asked = request.Shows == Shows.Bodies ? Asked.Body : Asked.Index;
        var page = new List<IndexedThing>();
        for (var looked = 0; looked < MostLookedAt;)
        {
            var (text, values) = sql.After(from, Together);
            var some = await facts.OfAsync(text, context.User, values, ct);
            foreach (var thing in some.Things)
            {
                if (context.Limits?.Allow(thing.Type, thing.ChildRef) == false || !some.Decide(thing, context.Purpose, agreements, now, asked).Permitted) continue;
                if (page.Count == count) return (page, true);
                page.Add(thing);
            }

            looked += some.Things.Count;
            if (some.Things.Count < Together) return (page, false);
            from = new(some.Things[^1].Day ?? "", some.Things[^1].Changed, some.Things[^1].Id, now);
        }

        return (page, page.Count > 0);
    }

    private async Task<IReadOnlyList<IndexedThing>> PatientsAsync(ReadContext context, SearchRequest request, IReadOnlyList<IndexedThing> found, DateTimeOffset now, CancellationToken ct)
    {
        if (found.Count == 0) return [];
        var children = await facts.ForAsync(context.User, ["Patient"], found.Select(thing => thing.ChildRef), ct);
        var asked = request.Shows == Shows.Bodies ? Asked.Body : Asked.Index;

        return [.. children.Things.Where(thing => context.Limits?.Allow(thing.Type, thing.ChildRef) != false && children.Decide(thing, context.Purpose, agreements, now, asked).Permitted)];
    }

    // One entry for each child found; where none was found, one all the same.
    private Task<LogReceipt[]> LogAsync(ReadContext context, SearchRequest request, IReadOnlyList<IndexedThing> found)
    {
        var about = entries.Context(new(context, context.Transaction ?? Ids.New()));
        var children = found.Select(thing => (string?)thing.ChildRef).Distinct().DefaultIfEmpty(null);

        return Task.WhenAll(children.Select(child => log.AppendAsync(AuditEvents.PatientQuery(about, child, request.AsLogged()), CancellationToken.None)).ToArray());
    }

    private async Task<(Dictionary<string, byte[]> Bodies, IReadOnlyList<string> Down)> BodiesAsync(ReadContext context, IReadOnlyList<IndexedThing> found, CancellationToken ct)
    {
        var bodies = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var down = new List<string>();
        var left = (long)MostBytes;
        foreach (var some in found.GroupBy(thing => thing.Holder).SelectMany(holder => holder.Chunk(100)))
        {
            var outcome = await reads.ReadAsync(context, [.. some.Select(thing => new Wanted(thing.Type, thing.Id))], ct);
            if (outcome is ReadOutcome.Unavailable { Code: "log" }) throw new LogUnavailableException("log");
            if (outcome is ReadOutcome.Unavailable) down.Add(some[0].Holder);
            if (outcome is not ReadOutcome.Disclosed disclosed) continue;

            await using var open = disclosed.Bodies;
            try
            {
                foreach (var thing in disclosed.Things)
                {
                    if (thing.Size > MostBodyBytes || (left -= thing.Size) < 0) throw new InvalidDataException("too-large");
                    using var bytes = new MemoryStream((int)thing.Size);
                    await open.CopyNextAsync(bytes, ct);
                    bodies[thing.Id] = bytes.ToArray();
                }
            }
            catch (InvalidDataException)
            {
                down.Add(some[0].Holder);
            }
        }

        return (bodies, [.. down.Distinct()]);
    }
}
