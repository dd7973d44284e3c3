using System.Data.Common;
using BoroughBridge.Streams;
using Dapper;

namespace BoroughBridge.Routing.Index;

/// <summary>
/// Writes one holder's rows of the index. Every statement carries the holder, so that what one holder sends can never touch another's child:
/// where a statement finds no row to write, the reason is looked up, and a trespass is poison.
/// </summary>
internal sealed class IndexRows(string holder, DbTransaction transaction)
{
    private const string EnsureChild =
        "INSERT INTO idx_children (child_ref, holder, changed) VALUES (@ChildRef, @Holder, @Changed) ON CONFLICT (child_ref) DO NOTHING;";

    private DbConnection Connection => transaction.Connection!;

    /// <summary>The Patient record of a child; the child is made where new.</summary>
    public Task PutChildAsync(ChildRow row) => WriteAsync(
        """
        INSERT INTO idx_children (child_ref, holder, version, labels, changed) VALUES (@ChildRef, @Holder, @Version, @Labels, @Changed)
        ON CONFLICT (child_ref) DO UPDATE SET version = excluded.version, labels = excluded.labels, changed = excluded.changed
        WHERE idx_children.holder = excluded.holder AND idx_children.version <= excluded.version
        RETURNING child_ref
        """,
        row with { Holder = holder });

    /// <summary>A thing of a child; an older version than the one indexed, or the version that was withdrawn, changes nothing.</summary>
    public Task PutThingAsync(ThingRow row) => WriteAsync(
        EnsureChild
        + """
        INSERT INTO idx_things (id, holder, child_ref, type, kind, day, medium, status, labels, version, pages, binary_id, withdrawn, changed)
        SELECT @Id, c.holder, c.child_ref, @Type, @Kind, @Day, @Medium, @Status, @Labels, @Version, @Pages, @BinaryId, 0, @Changed
        FROM idx_children c
        WHERE c.child_ref = @ChildRef AND c.holder = @Holder
          AND NOT EXISTS (SELECT 1 FROM idx_things o WHERE o.id <> @Id AND (o.binary_id = @BinaryId OR o.id = @BinaryId OR o.binary_id = @Id))
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, day = excluded.day, medium = excluded.medium, status = excluded.status,
          labels = excluded.labels, version = excluded.version, pages = excluded.pages, binary_id = excluded.binary_id, withdrawn = 0, changed = excluded.changed
        WHERE idx_things.holder = excluded.holder AND idx_things.child_ref = excluded.child_ref AND idx_things.type = excluded.type
          AND (idx_things.version < excluded.version OR (idx_things.version = excluded.version AND idx_things.withdrawn = 0))
        RETURNING id
        """,
        row with { Holder = holder });

    /// <summary>A tombstone for a document, known or not.</summary>
    public Task WithdrawAsync(ThingRow row) => WriteAsync(
        EnsureChild
        + """
        INSERT INTO idx_things (id, holder, child_ref, type, kind, medium, labels, version, withdrawn, changed)
        SELECT @Id, c.holder, c.child_ref, @Type, @Kind, @Medium, '', @Version, 1, @Changed
        FROM idx_children c WHERE c.child_ref = @ChildRef AND c.holder = @Holder
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, withdrawn = 1, changed = excluded.changed
        WHERE idx_things.holder = excluded.holder AND idx_things.child_ref = excluded.child_ref AND idx_things.type = excluded.type
          AND idx_things.version <= excluded.version
        RETURNING id
        """,
        row with { Holder = holder });

    public Task PutReviewAsync(ReviewRow row) => WriteAsync(
        """
        INSERT INTO idx_reviews (review_id, child_ref, holder, day, number, participation)
        SELECT @Id, t.child_ref, t.holder, @Day, @Number, @Participation FROM idx_things t
        WHERE t.id = @Id AND t.child_ref = @ChildRef AND t.holder = @Holder AND t.version <= @Version
        ON CONFLICT (review_id) DO UPDATE SET day = excluded.day, number = excluded.number, participation = excluded.participation
        RETURNING review_id
        """,
        row with { Holder = holder });

    /// <summary>A period, open until its end is told: told again after an end, it was ended in error.</summary>
    public Task BeginPeriodAsync(PeriodRow row) => WriteAsync(
        EnsureChild
        + """
        INSERT INTO idx_periods (period_id, child_ref, holder, from_day, legal_status)
        SELECT @Id, c.child_ref, c.holder, @Day, @Code FROM idx_children c WHERE c.child_ref = @ChildRef AND c.holder = @Holder
        ON CONFLICT (period_id) DO UPDATE SET from_day = excluded.from_day, legal_status = excluded.legal_status, to_day = NULL, end_reason = NULL
        WHERE idx_periods.holder = excluded.holder AND idx_periods.child_ref = excluded.child_ref
        RETURNING period_id
        """,
        row with { Holder = holder });

    public Task EndPeriodAsync(PeriodRow row) => WriteAsync(
        EnsureChild
        + """
        INSERT INTO idx_periods (period_id, child_ref, holder, to_day, end_reason)
        SELECT @Id, c.child_ref, c.holder, @Day, @Code FROM idx_children c WHERE c.child_ref = @ChildRef AND c.holder = @Holder
        ON CONFLICT (period_id) DO UPDATE SET to_day = excluded.to_day, end_reason = excluded.end_reason
        WHERE idx_periods.holder = excluded.holder AND idx_periods.child_ref = excluded.child_ref
        RETURNING period_id
        """,
        row with { Holder = holder });

    /// <summary>A grant. One that has ended is never opened again: not by a repeat, and not by a holder whose store was restored to before it ended.</summary>
    public async Task PutGrantAsync(GrantRow row)
    {
        await WriteAsync(PutGrant, row with { Holder = holder });
        await Connection.ExecuteAsync(
            """
            UPDATE grants SET to_day = CASE WHEN to_day <= e.last_day THEN to_day ELSE e.last_day END, ended_at = e.ended_at, end_reason = e.reason
            FROM grant_ends e WHERE e.holder = grants.holder AND e.allocation_id = grants.allocation_id AND grants.holder = @holder AND grants.allocation_id = @Id
            """,
            new { holder, row.Id }, transaction);
    }

    private const string PutGrant =
        EnsureChild
        + """
        INSERT INTO grants (allocation_id, child_ref, holder, issuer, subject, employer, agreement, basis, from_day, to_day, permissions)
        SELECT @Id, c.child_ref, c.holder, @Issuer, @Subject, @Employer, @Agreement, @Basis, @From, @To, @Permissions
        FROM idx_children c WHERE c.child_ref = @ChildRef AND c.holder = @Holder
        ON CONFLICT (allocation_id) DO UPDATE SET from_day = excluded.from_day, to_day = excluded.to_day, permissions = excluded.permissions
        WHERE grants.holder = excluded.holder AND grants.child_ref = excluded.child_ref AND grants.issuer = excluded.issuer
          AND grants.subject = excluded.subject AND grants.employer = excluded.employer AND grants.agreement = excluded.agreement
          AND grants.end_reason IS NULL
        RETURNING allocation_id
        """;

    /// <summary>
    /// Ends a grant: at the end of the day, or at once. What has ended is kept beside the grants, out of reach of a resync: an end only ever comes earlier.
    /// </summary>
    public async Task EndGrantAsync(GrantEnd end)
    {
        await EnsureOwnAsync(end.ChildRef, end.Changed);
        var others = await Connection.QuerySingleAsync<int>(
            "SELECT COUNT(*) FROM grants WHERE allocation_id = @Id AND (holder <> @holder OR child_ref <> @ChildRef)", new { end.Id, end.ChildRef, holder }, transaction);
        if (others > 0) throw new PoisonEventException("id-taken");

        await Connection.ExecuteAsync(
            """
            UPDATE grants SET to_day = CASE WHEN to_day <= @LastDay THEN to_day ELSE @LastDay END, end_reason = @Reason,
              ended_at = CASE WHEN ended_at <= @EndedAt THEN ended_at ELSE COALESCE(@EndedAt, ended_at) END
            WHERE allocation_id = @Id;
            INSERT INTO grant_ends (holder, allocation_id, last_day, ended_at, reason) VALUES (@holder, @Id, @LastDay, @EndedAt, @Reason)
            ON CONFLICT (holder, allocation_id) DO UPDATE SET reason = excluded.reason,
              last_day = CASE WHEN grant_ends.last_day <= excluded.last_day THEN grant_ends.last_day ELSE excluded.last_day END,
              ended_at = CASE WHEN grant_ends.ended_at <= excluded.ended_at THEN grant_ends.ended_at ELSE COALESCE(excluded.ended_at, grant_ends.ended_at) END
            """,
            new { end.Id, end.LastDay, end.EndedAt, end.Reason, holder }, transaction);
        await Connection.ExecuteAsync("DELETE FROM proposals WHERE allocation_id = @Id AND holder = @holder", new { end.Id, holder }, transaction);
    }

    /// <summary>Makes the child where new.</summary>
    /// <exception cref="PoisonEventException">It is another holder's.</exception>
    public async Task EnsureOwnAsync(string childRef, DateTimeOffset changed)
    {
        var owner = await Connection.QuerySingleAsync<string>(
            EnsureChild + "SELECT holder FROM idx_children WHERE child_ref = @ChildRef", new { ChildRef = childRef, Holder = holder, Changed = changed }, transaction);
        if (owner != holder) throw new PoisonEventException("not-own-child");
    }

    /// <summary>Closes the child to reads, making it where new; another holder's child stays as it is.</summary>
    public Task CloseAsync(string childRef, DateTimeOffset changed) => Connection.ExecuteAsync(
        """
        INSERT INTO idx_children (child_ref, holder, changed, closed) VALUES (@childRef, @holder, @changed, 1)
        ON CONFLICT (child_ref) DO UPDATE SET closed = 1 WHERE idx_children.holder = excluded.holder
        """,
        new { childRef, holder, changed }, transaction);

    /// <summary>How many of this holder's grants have ended.</summary>
    public Task<int> EndedAsync() => Connection.QuerySingleAsync<int>("SELECT COUNT(*) FROM grants WHERE holder = @holder AND end_reason IS NOT NULL", new { holder }, transaction);

    /// <summary>Takes out all that came from this holder, but for what has ended.</summary>
    public Task ClearAsync() => Connection.ExecuteAsync(
        """
        DELETE FROM idx_things WHERE holder = @holder;
        DELETE FROM idx_reviews WHERE holder = @holder;
        DELETE FROM idx_periods WHERE holder = @holder;
        DELETE FROM grants WHERE holder = @holder;
        DELETE FROM proposals WHERE holder = @holder;
        DELETE FROM idx_children WHERE holder = @holder;
        """,
        new { holder }, transaction);

    private async Task WriteAsync(string sql, IndexRow row)
    {
        if (await Connection.QueryFirstOrDefaultAsync<string>(sql, row, transaction) is not null) return;

        // Nothing was written: another's child, an id that is somebody else's, or only an older version.
        await EnsureOwnAsync(row.ChildRef, row.Changed);
        if (row is ChildRow or ReviewRow) return;
        if (await Connection.QuerySingleAsync<int>(Trespass, row, transaction) > 0) throw new PoisonEventException("id-taken");
    }

    private const string Trespass =
        """
        SELECT (SELECT COUNT(*) FROM idx_things WHERE (id = @Id AND (child_ref <> @ChildRef OR type <> @Type)) OR binary_id = @Id
                 OR (id <> @Id AND (binary_id = @BinaryId OR id = @BinaryId)))
             + (SELECT COUNT(*) FROM idx_periods WHERE period_id = @Id AND child_ref <> @ChildRef)
             + (SELECT COUNT(*) FROM grants WHERE allocation_id = @Id AND end_reason IS NULL)
        """;
}
