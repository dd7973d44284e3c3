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
    private int calls;
    private int refused;

    /// <summary>Calls that were answered.</summary>
    public int Calls => calls;

    /// <summary>Calls that met a part that was down.</summary>
    public int Refused => refused;

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        EverAsync(ImportAsync, 60, 1, stop),
        EverAsync(EditAsync, 40, 2, stop),
        EverAsync((random, ct) => AllocateAsync("islington", random, ct), 150, 3, stop),
        EverAsync((random, ct) => AllocateAsync("tower-hamlets", random, ct), 150, 4, stop));

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
                Interlocked.Increment(ref calls);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RefusalException or HttpRequestException or IOException or TaskCanceledException or JsonException)
            {
                Interlocked.Increment(ref refused);
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
        if (open.Length > 6)
        {
            await holder.PostAsync<JsonElement>(
                $"operator/allocations/{open[random.Next(open.Length)].AllocationId}/end",
                new { lastDay = Access.London.DayOf(TimeProvider.System.GetUtcNow()), immediately = true, reason = "handover" }, ct);
            return;
        }

        var held = await holder.GetAsync<List<HeldChild>>("operator/children", ct);
        if (held.Count == 0) return;
        var iro = Staff.Find(site.Installation, authority == "islington" ? "iro.th1" : "iro.isl1", null);
        await holder.PostAsync<JsonElement>(
            "operator/allocations",
            new
            {
                childRef = held[random.Next(held.Count)].ChildRef,
                iro = new { issuer = iro.Issuer, subject = iro.Subject },
                employer = iro.Authority,
                from = Access.London.DayOf(TimeProvider.System.GetUtcNow()).AddDays(-random.Next(60)),
            },
            ct);
    }
}
