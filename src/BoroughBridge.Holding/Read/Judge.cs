// Promise: the holder decides again, for every thing, from its own agreements, grants, denies and labels; nothing of it is remembered between decisions.
using BoroughBridge.Access;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;

namespace BoroughBridge.Holding.Read;

/// <summary>A thing asked for, and what was decided of it.</summary>
internal sealed record Judged(ThingAsked Asked, Decision Decision, int Version, IReadOnlyList<string> Labels);

/// <summary>Loads what the decision needs, by key, and decides.</summary>
internal sealed class Judge(Database database, HoldingOptions options, TimeProvider clock)
{
    private static readonly Decision Absent = new() { Permitted = false, Reason = "absent" };
    private static readonly Decision OtherChild = new() { Permitted = false, Reason = "other-child" };
    private readonly string ofOne = Facts("= @ids", "= @allocations", "= @children");
    private readonly string ofMany = Facts(Among(database, "ids"), Among(database, "allocations"), Among(database, "children"));
    private readonly Agreement[] agreements = [.. options.Agreements.Select(agreement => agreement.ToAgreement())];

    public async Task<IReadOnlyList<Judged>> DecideAsync(UserIdentity user, string purpose, IReadOnlyList<ThingAsked> things, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        using var answers = await connection.QueryMultipleAsync(things is [var one]
            ? new CommandDefinition(ofOne, new { ids = one.Id, allocations = one.AllocationId, children = one.ChildRef, user.Issuer, user.Subject }, cancellationToken: ct)
            : new CommandDefinition(
                ofMany,
                new
                {
                    ids = Distinct(things, thing => thing.Id),
                    allocations = Distinct(things, thing => thing.AllocationId),
                    children = Distinct(things, thing => thing.ChildRef),
                    user.Issuer,
                    user.Subject,
                },
                cancellationToken: ct));
        var rows = (await answers.ReadAsync<ThingRow>()).ToDictionary(row => row.Id, StringComparer.Ordinal);
        var grants = (await answers.ReadAsync<AllocationRow>()).Select(row => row.ToGrant(options.Authority)).ToArray();
        var denies = (await answers.ReadAsync<string>()).Select(child => new NamedDeny(child, user.Issuer, user.Subject)).ToArray();
        var block = await answers.ReadSingleOrDefaultAsync<BlockRow>();

        var caller = new Caller
        {
            Issuer = user.Issuer,
            Subject = user.Subject,
            Authority = user.Authority,
            Roles = user.Roles,
            UserPresent = user.UserPresent,
            Trained = block is not { Untrained: true },
            Disabled = block is { Disabled: true },
        };
        var now = clock.GetUtcNow();

        return [.. things.Select(asked => Decide(asked, rows.GetValueOrDefault(asked.Id)))];

        Judged Decide(ThingAsked asked, ThingRow? row)
        {
            if (row is null || row.Type != asked.Type) return new(asked, Absent, 0, []);
            if (row.ChildRef != asked.ChildRef) return new(asked, OtherChild, 0, []);

            var thing = row.ToThing(options.Authority);
            var decision = AccessDecision.Decide(caller, thing, new()
            {
                Now = now,
                Purpose = purpose,
                Agreements = agreements,
                Denies = denies,
                // Only the grant routing says it rests on: one that this store does not have is no grant.
                Grants = [.. grants.Where(grant => grant.AllocationId == asked.AllocationId)],
            });

            return new(asked, decision, row.Version, thing.Labels);
        }
    }

    private static string Facts(string ids, string allocations, string children) =>
        $"""
        SELECT r.id, r.type, r.child_ref, r.kind, r.labels, p.labels AS file_labels, r.source, r.version, r.withdrawn, c.closed
            FROM resources r JOIN children c ON c.child_ref = r.child_ref LEFT JOIN resources p ON p.id = r.child_ref AND p.type = 'Patient' WHERE r.id {ids};
        {AllocationRows.Columns} WHERE allocation_id {allocations} AND superseded IS NULL AND was_granted = 1;
        SELECT child_ref FROM denies WHERE child_ref {children} AND issuer = @Issuer AND subject = @Subject;
        SELECT disabled, untrained FROM staff_blocks WHERE issuer = @Issuer AND subject = @Subject;
        """;

    // One is looked for by equality: of an array PostgreSQL expects ten, and reads a small table from end to end for them. Dapper hands PostgreSQL an array, and writes a list out for SQLite.
    private static string Among(Database database, string parameter) => database.Kind == DatabaseKind.Postgres ? $"= ANY(@{parameter})" : $"IN @{parameter}";

    private static string[] Distinct(IReadOnlyList<ThingAsked> things, Func<ThingAsked, string> of) => [.. things.Select(of).Distinct(StringComparer.Ordinal)];
}
