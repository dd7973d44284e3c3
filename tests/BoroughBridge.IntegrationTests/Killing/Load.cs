using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using BoroughBridge.Host;
using BoroughBridge.Host.Demonstration;
using BoroughBridge.Host.Operating;
using BoroughBridge.IntegrationTests.Sites;
using BoroughBridge.StandIns.Children;

namespace BoroughBridge.IntegrationTests.Killing;

/// <summary>
/// Changes without end: people's records by import at one borough, care plans in the other's case system, allocations made and ended at both. Every
/// call may fail at any moment, for its other end is being killed; what counts is what the holders' own databases say was committed.
/// </summary>
internal sealed class Load(Site site, IReadOnlyList<DemonstrationChild> children, int seed)
{
    private static readonly string[] Holders = ["islington", "tower-hamlets"];

    private readonly ConcurrentDictionary<string, int> changed = new();
    private readonly ConcurrentDictionary<string, int> reasons = new();
    private int refused;

    /// <summary>Changes a holder has taken and answered for.</summary>
    public int Changed(string holder) => changed.GetValueOrDefault(holder);

    /// <summary>Changes taken, calls that met a part that was down, and what those were told.</summary>
    public override string ToString() =>
        $"{Holders.Sum(Changed)} changes taken; {refused} calls met a part that was down:\n{string.Join('\n', reasons.OrderByDescending(pair => pair.Value).Select(pair => $"  {pair.Value} {pair.Key}"))}";

    /// <summary>Brings every child with an allocation into the streams: from then on each change of hers is an event.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        foreach (var authority in Holders)
        {
            using var holder = site.Installation.Holding(authority);
            var allocated = children.Where(child => child.Holder == authority && child.Allocation is not null).Select(child => child.IcsPersonId).ToHashSet(StringComparer.Ordinal);
            await Until.TrueAsync(async () => (await HeldAsync(holder, ct)).Count(child => allocated.Contains(child.IcsPersonId)) == allocated.Count, seconds: 180);
            foreach (var child in await HeldAsync(holder, ct)) if (allocated.Contains(child.IcsPersonId)) await ProposeAsync(holder, child.ChildRef, 0, ct);
        }
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        EverAsync(ImportAsync, 60, 1, stop),
        EverAsync(EditAsync, 60, 2, stop),
        EverAsync((random, ct) => AllocateAsync("islington", random, ct), 60, 3, stop),
        EverAsync((random, ct) => AllocateAsync("islington", random, ct), 60, 4, stop),
        EverAsync((random, ct) => AllocateAsync("tower-hamlets", random, ct), 60, 5, stop));

    private async Task EverAsync(Func<Random, CancellationToken, Task> act, int most, int which, CancellationToken stop)
    {
#pragma warning disable RS0030 // the seed is given: the run can be repeated
        var random = new Random(seed + which);
#pragma warning restore RS0030
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await act(random, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RefusalException or HttpRequestException or IOException or TaskCanceledException or JsonException)
            {
                Interlocked.Increment(ref refused);
                reasons.AddOrUpdate(e is RefusalException ? e.Message.Split(" (")[0] : e.GetType().Name, 1, (_, count) => count + 1);
            }

            await Task.Delay(random.Next(most), CancellationToken.None);
        }
    }

    private async Task ImportAsync(Random random, CancellationToken ct)
    {
        using var holder = site.Installation.Holding("tower-hamlets");
        var some = children.Where(child => child.Holder == "tower-hamlets" && child.Allocation is not null).OrderBy(_ => random.Next()).Take(3);
        await holder.PostAsync<JsonElement>("operator/children", some.Select(child => new Dictionary<string, string>
        {
            ["ics_person_id"] = child.IcsPersonId,
            ["given"] = child.Person.FirstName,
            ["family"] = string.Create(CultureInfo.InvariantCulture, $"Changed-{random.Next()}"),
        }), ct);
        Took("tower-hamlets");
    }

    private Task EditAsync(Random random, CancellationToken ct)
    {
        var with = children.Where(child => child.Holder == "islington" && child.Allocation is not null).ToArray();

        var personId = with[random.Next(with.Length)].IcsPersonId;
        var text = string.Create(CultureInfo.InvariantCulture, $"Changed {random.Next()}");

        return random.Next(3) == 0 ? site.EditAsync(new { edit = "add-goal", personId, text }, ct) : site.EditAsync(new { edit = "rename", personId, lastName = text }, ct);
    }

    private async Task AllocateAsync(string authority, Random random, CancellationToken ct)
    {
        using var holder = site.Installation.Holding(authority);
        var open = (await holder.GetAsync<List<HeldAllocation>>("operator/allocations", ct)).Where(allocation => allocation is { State: "granted", EndedAt: null }).ToArray();
        if (open.Length > 20)
        {
            await holder.PostAsync<JsonElement>(
                $"operator/allocations/{open[random.Next(open.Length)].AllocationId}/end",
                new { lastDay = Access.London.DayOf(TimeProvider.System.GetUtcNow()), immediately = true, reason = "handover" }, ct);
            Took(authority);

            return;
        }

        var held = await HeldAsync(holder, ct);
        if (held.Count > 0) await ProposeAsync(holder, held[random.Next(held.Count)].ChildRef, random.Next(60), ct);
    }

    private async Task ProposeAsync(OperatorSocket holder, string childRef, int daysAgo, CancellationToken ct)
    {
        var iro = Staff.Find(site.Installation, holder.Role == "islington" ? "iro.th1" : "iro.isl1", null);
        await holder.PostAsync<JsonElement>(
            "operator/allocations",
            new
            {
                childRef,
                iro = new { issuer = iro.Issuer, subject = iro.Subject },
                employer = iro.Authority,
                from = Access.London.DayOf(TimeProvider.System.GetUtcNow()).AddDays(-daysAgo),
            },
            ct);
        Took(holder.Role);
    }

    private void Took(string holder) => changed.AddOrUpdate(holder, 1, (_, count) => count + 1);

    private static Task<List<HeldChild>> HeldAsync(OperatorSocket holder, CancellationToken ct) => holder.GetAsync<List<HeldChild>>("operator/children", ct);
}
