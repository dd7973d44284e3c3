using System.Data.Common;
using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.Holding.Records;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Allocations;

/// <summary>What this holder knows against an officer as a child's IRO, and what follows for a proposal.</summary>
public sealed class Independence(Database database, PersonIndex persons, TimeProvider clock)
{
    public const string CaseHolder = "case-holder";
    public const string Provider = "placement-provider";
    public const string Parent = "parent";

    /// <summary>Records a fact; again changes nothing. False where the child is not known.</summary>
    /// <param name="childRef">The child it is about.</param>
    /// <param name="kind"><see cref="CaseHolder"/>, <see cref="Provider"/> or <see cref="Parent"/>.</param>
    /// <param name="who">Issuer and subject, an authority's slug, or the parent's child reference.</param>
    /// <param name="ct">Cancels before the commit.</param>
    public Task<bool> RecordAsync(string childRef, string kind, string who, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            if (kind is not (CaseHolder or Provider or Parent)) throw new ArgumentException("kind", nameof(kind));
            var connection = transaction.Connection!;
            if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM children WHERE child_ref = @childRef", new { childRef }, transaction) == 0) return false;
            await connection.ExecuteAsync(
                "INSERT INTO independence (child_ref, kind, who, recorded) VALUES (@childRef, @kind, @who, @now) ON CONFLICT (child_ref, kind, who) DO NOTHING",
                new { childRef, kind, who, now = clock.GetUtcNow() }, transaction);

            return true;
        },
        ct);

    /// <summary>Families by child: the children that share a family group. Read before the act's transaction: it opens every person.</summary>
    internal async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> FamiliesAsync(IReadOnlyList<string> children, CancellationToken ct)
    {
        var all = await persons.ByChildAsync(ct);
        var groups = all.Where(entry => !string.IsNullOrEmpty(entry.Person.FamilyGroup)).ToLookup(entry => entry.Person.FamilyGroup, entry => entry.ChildRef);

        return all.Where(entry => children.Contains(entry.ChildRef)).ToDictionary(
            entry => entry.ChildRef, entry => (IReadOnlyList<string>)[.. groups[entry.Person.FamilyGroup].Where(other => other != entry.ChildRef)]);
    }

    internal async Task<IReadOnlyList<Concern>> ConcernsAsync(
        GroupRequest request, IReadOnlyDictionary<string, IReadOnlyList<string>> families, AgreementRow? agreement, DbTransaction? transaction, DbConnection connection)
    {
        var today = London.DayOf(clock.GetUtcNow());
        var standing = (await AllocationRows.AllAsync(connection, transaction)).Where(row => Stands(row, today) && !request.Replaces.Contains(row.AllocationId)).ToArray();
        var facts = (await connection.QueryAsync<(string ChildRef, string Kind, string Who)>("SELECT child_ref, kind, who FROM independence", transaction: transaction)).ToArray();
        var untrained = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM staff_blocks WHERE issuer = @Issuer AND subject = @Subject AND (untrained = 1 OR disabled = 1)", request.Iro, transaction) > 0;
        var iro = $"{request.Iro.Issuer} {request.Iro.Subject}";
        var mine = standing.Where(row => NameOf(row) == iro).Select(row => row.ChildRef).Union(request.Children).Count();

        return [.. request.Children.SelectMany(child => Concerns.Of(new()
        {
            ChildRef = child,
            Iro = iro,
            Employer = request.Employer,
            CaseHolders = Facts(child, CaseHolder),
            PlacementProviders = Facts(child, Provider),
            IrosOfParentOrChild =
            [
                .. Facts(child, Parent).Concat(facts.Where(fact => fact.Kind == Parent && fact.Who == child).Select(fact => fact.ChildRef))
                    .SelectMany(other => request.Children.Contains(other) ? [iro] : IrosOf(other)),
            ],
            IrosOfSiblings = [.. families.GetValueOrDefault(child, []).Where(other => !request.Children.Contains(other)).SelectMany(IrosOf)],
            Caseload = mine,
            MostCaseload = agreement?.Threshold(AgreementCodes.CaseloadMost),
            Untrained = untrained,
        }))];

        string[] Facts(string child, string kind) => [.. facts.Where(fact => fact.ChildRef == child && fact.Kind == kind).Select(fact => fact.Who)];

        IEnumerable<string> IrosOf(string child) => standing.Where(row => row.ChildRef == child).Select(NameOf);
    }

    private static bool Stands(AllocationRow row, DateOnly today) => row.State is AllocationStates.Proposed or AllocationStates.Granted
        && row.EndedAt is null && (row.ToDay is null || Instants.ToDay(row.ToDay) >= today);

    private static string NameOf(AllocationRow row) => $"{row.IroIssuer} {row.IroSubject}";
}
