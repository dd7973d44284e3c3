using BoroughBridge.Access;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.Allocations;

/// <summary>Proposals of one act that wait for a manager, and what she is warned of. Children are references alone: nobody has a name before a grant.</summary>
public sealed record WaitingAct
{
    public required IReadOnlyList<string> AllocationIds { get; init; }
    public required IReadOnlyList<string> Children { get; init; }
    public required string HolderName { get; init; }
    /// <summary>The officer's login at her own provider.</summary>
    public required string Iro { get; init; }
    public required string Agreement { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    /// <summary>Codes: <c>caseload</c>, <c>training</c>.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>What became of a manager's answer.</summary>
public enum Answered
{
    Done,
    /// <summary>It waits no more, or never was hers to answer.</summary>
    Gone,
    /// <summary>The agreement takes no new allocations now.</summary>
    NotOpen,
    /// <summary>There are warnings: a reason is needed.</summary>
    ReasonNeeded,
}

/// <summary>The employing authority's manager at her desk: what waits for her own authority, and her answers. Others' is not there for her.</summary>
public sealed class ManagerDesk
{
    private readonly RoutingOptions options;
    private readonly ProposalDesk proposals;

    internal ManagerDesk(RoutingOptions options, ProposalDesk proposals) => (this.options, this.proposals) = (options, proposals);

    public static IReadOnlyList<string> OverrideReasons => ProposalDesk.OverrideReasons;

    public static IReadOnlyList<string> DeclineReasons => ProposalDesk.DeclineReasons;

    /// <summary>Acts that wait, oldest day first.</summary>
    public async Task<IReadOnlyList<WaitingAct>> WaitingAsync(UserIdentity manager, CancellationToken ct)
    {
        if (!manager.Roles.Contains(Roles.IroManager)) return [];
        var acts = new List<WaitingAct>();
        foreach (var act in (await proposals.WaitingAsync(ct)).Where(one => one.Employer == manager.Authority).GroupBy(one => one.Act ?? one.AllocationId))
        {
            var first = act.First();
            acts.Add(new()
            {
                AllocationIds = [.. act.Select(one => one.AllocationId)],
                Children = [.. act.Select(one => one.ChildRef)],
                HolderName = options.Authorities.TryGetValue(first.Holder, out var holder) ? holder.DisplayName : first.Holder,
                Iro = first.Subject,
                Agreement = first.Agreement,
                From = first.FromDay,
                To = first.ToDay,
                Warnings = await proposals.WarningsAsync(first.AsProposed(), ct),
            });
        }

        return acts;
    }

    /// <summary>Accepts all of an act or none of it.</summary>
    public async Task<Answered> AcceptAsync(UserIdentity manager, IReadOnlyList<string> allocationIds, string? because, CancellationToken ct) =>
        MayAnswer(manager, allocationIds) ? Of(await proposals.AcceptAsync(allocationIds, NameOf(manager), manager.Authority, because, ct)) : Answered.Gone;

    /// <summary>Declines all of an act or none of it.</summary>
    public async Task<Answered> DeclineAsync(UserIdentity manager, IReadOnlyList<string> allocationIds, string reason, CancellationToken ct) =>
        MayAnswer(manager, allocationIds) ? Of(await proposals.DeclineAsync(allocationIds, NameOf(manager), manager.Authority, reason, ct)) : Answered.Gone;

    private static bool MayAnswer(UserIdentity manager, IReadOnlyList<string> allocationIds) =>
        manager is { UserPresent: true } && manager.Roles.Contains(Roles.IroManager) && allocationIds.Count is > 0 and <= 50;

    private static Answered Of(Acceptance outcome) => outcome switch
    {
        Acceptance.Accepted => Answered.Done,
        Acceptance.NotOpen => Answered.NotOpen,
        Acceptance.OverrideNeeded => Answered.ReasonNeeded,
        _ => Answered.Gone,
    };

    private static string NameOf(UserIdentity user) => $"{user.Issuer} {user.Subject}";
}
