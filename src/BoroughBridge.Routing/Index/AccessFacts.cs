// Promise: everything the decision needs is read in one go from committed rows at the moment of asking; nothing is cached, so what ends an access ends it at once.
using BoroughBridge.Access;
using BoroughBridge.Routing.People;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;

namespace BoroughBridge.Routing.Index;

/// <summary>One caller's facts at one moment, and the things she asks for, as far as they exist.</summary>
internal sealed record FactsFound(Caller Caller, IReadOnlyList<IndexedThing> Things, IReadOnlyList<Grant> Grants, IReadOnlyList<NamedDeny> Denies)
{
    public Decision Decide(IndexedThing thing, string purpose, IReadOnlyList<Agreement> agreements, DateTimeOffset now, Asked asked = Asked.Body) => AccessDecision.Decide(
        Caller, thing.AsThing(asked), new() { Now = now, Purpose = purpose, Agreements = agreements, Grants = Grants, Denies = Denies });
}

/// <summary>Reads what the access decision is made from.</summary>
internal sealed class AccessFacts(Database database, RoutingOptions options)
{
    // Of the type that was asked for, so that a thing that is not there costs what one costs that is.
    private const string WantedPatient =
        """
        SELECT c.child_ref AS id, 'Patient' AS type, c.holder, c.child_ref, NULL AS kind, c.labels, c.labels AS file_labels, NULL AS medium, c.version, 0 AS withdrawn, c.closed, c.changed
        FROM idx_children c WHERE c.child_ref {ANY_OF_IDS} AND c.version > 0
        """;

    private const string WantedBinary =
        """
        SELECT t.binary_id AS id, 'Binary' AS type, t.holder, t.child_ref, t.kind, t.labels, c.labels AS file_labels, t.medium, t.version, t.withdrawn, CASE WHEN c.version > 0 THEN c.closed ELSE 1 END AS closed, t.changed
        FROM idx_things t JOIN idx_children c ON c.child_ref = t.child_ref AND c.holder = t.holder WHERE t.binary_id {ANY_OF_IDS}
        """;

    private const string WantedThing =
        """
        SELECT t.id, t.type, t.holder, t.child_ref, t.kind, t.labels, c.labels AS file_labels, t.medium, t.version, t.withdrawn, CASE WHEN c.version > 0 THEN c.closed ELSE 1 END AS closed, t.changed
        FROM idx_things t JOIN idx_children c ON c.child_ref = t.child_ref AND c.holder = t.holder WHERE t.id {ANY_OF_IDS}
        """;

    private const string OfChild =
        """
        SELECT c.child_ref AS id, 'Patient' AS type, c.holder, c.child_ref, NULL AS kind, c.labels, c.labels AS file_labels, NULL AS medium, c.version, 0 AS withdrawn, c.closed, c.changed
        FROM idx_children c WHERE c.child_ref = @childRef AND c.version > 0
        UNION ALL
        SELECT t.id, t.type, t.holder, t.child_ref, t.kind, t.labels, c.labels AS file_labels, t.medium, t.version, t.withdrawn, CASE WHEN c.version > 0 THEN c.closed ELSE 1 END AS closed, t.changed
        FROM idx_things t JOIN idx_children c ON c.child_ref = t.child_ref AND c.holder = t.holder WHERE t.child_ref = @childRef;
        """;

    // VisibleTo: only narrows to children whose Patient might be permitted; the decision is made on each.
    private const string VisibleTo =
        """
        SELECT c.child_ref AS id, 'Patient' AS type, c.holder, c.child_ref, NULL AS kind, c.labels, c.labels AS file_labels, NULL AS medium, c.version, 0 AS withdrawn, c.closed, c.changed
        FROM idx_children c
        WHERE c.version > 0 AND c.closed = 0 AND EXISTS (
            SELECT 1 FROM grants g WHERE g.child_ref = c.child_ref AND g.holder = c.holder AND g.issuer = @issuer AND g.subject = @subject AND g.employer = @authority
              AND g.from_day <= @day AND (g.to_day IS NULL OR g.to_day >= @day) AND (g.ended_at IS NULL OR g.ended_at > @now))
          AND NOT EXISTS (SELECT 1 FROM denies d WHERE d.child_ref = c.child_ref AND d.issuer = @issuer AND d.subject = @subject)
        ORDER BY c.child_ref;
        """;

    private const string OfCaller =
        """
        SELECT allocation_id, child_ref, holder, issuer, subject, employer, agreement, from_day, to_day, ended_at, permissions FROM grants
        WHERE (issuer = @issuer AND subject = @subject) OR (@beside = 1 AND employer = @authority);
        SELECT child_ref, issuer, subject FROM denies WHERE issuer = @issuer AND subject = @subject;
        SELECT disabled, trained FROM users WHERE issuer = @issuer AND subject = @subject;

        """ + Logouts.LastOf + ";";

    /// <summary>The things of these types with these ids.</summary>
    public Task<FactsFound> ForAsync(UserIdentity user, IEnumerable<string> types, IEnumerable<string> ids, CancellationToken ct)
    {
        var (anyOfIds, value) = Rows.AnyOf(database, "ids", [.. ids.Distinct()]);
        var statements = types.Select(type => type switch { "Patient" => WantedPatient, "Binary" => WantedBinary, _ => WantedThing }).Distinct();
        var values = new DynamicParameters();
        values.Add("ids", value);

        return ReadAsync(string.Join("\nUNION ALL\n", statements).Replace("{ANY_OF_IDS}", anyOfIds, StringComparison.Ordinal) + ";\n", user, values, ct);
    }

    /// <summary>The things a statement of a search finds, in its order.</summary>
    public Task<FactsFound> OfAsync(string things, UserIdentity user, DynamicParameters values, CancellationToken ct) => ReadAsync(things, user, values, ct);

    /// <summary>Everything of one child, her Patient first.</summary>
    public Task<FactsFound> ForChildAsync(UserIdentity user, string childRef, CancellationToken ct) =>
        ReadAsync(OfChild, user, new { childRef }, ct);

    /// <summary>The children whose Patient the caller might read at this moment.</summary>
    public Task<FactsFound> VisibleToAsync(UserIdentity user, DateTimeOffset now, CancellationToken ct) =>
        ReadAsync(VisibleTo, user, new { day = London.DayOf(now), now }, ct);

    private async Task<FactsFound> ReadAsync(string sql, UserIdentity user, object args, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var values = new DynamicParameters(args);
        values.Add("issuer", user.Issuer);
        values.Add("subject", user.Subject);
        values.Add("bySubject", Logouts.BySubject(user.Subject));
        values.Add("bySession", Logouts.BySession(user.SessionId));
        values.Add("authority", user.Authority);
        values.Add("beside", Roles.ReadBeside(user.Roles) ? 1 : 0);
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(sql + OfCaller, values, cancellationToken: ct));

        var things = (await rows.ReadAsync<IndexedThing>()).AsList();
        var grants = (await rows.ReadAsync<GrantFound>()).Select(grant => grant.AsGrant()).ToArray();
        var denies = (await rows.ReadAsync<DenyFound>()).Select(deny => new NamedDeny(deny.ChildRef, deny.Issuer, deny.Subject)).ToArray();
        var known = (await rows.ReadAsync<UserFound>()).SingleOrDefault();
        var signedOut = await rows.ReadSingleAsync<long?>() is { } at && user.IssuedAt <= Instants.FromMicroseconds(at);

        return new(CallerOf(user, known, signedOut), things, grants, denies);
    }

    // Signed out at her provider counts as disabled: whatever her token says, until a newer one.
    private Caller CallerOf(UserIdentity user, UserFound? known, bool signedOut) => new()
    {
        Issuer = user.Issuer,
        Subject = user.Subject,
        Authority = user.Authority,
        Roles = user.Roles,
        UserPresent = user.UserPresent,
        Disabled = signedOut || (known?.Disabled ?? false),
        Trained = known?.Trained ?? (options.Authorities.TryGetValue(user.Authority, out var authority) && authority.VouchesForTraining),
    };

    private sealed record UserFound
    {
        public required bool Disabled { get; init; }
        public bool? Trained { get; init; }
    }

    private sealed record DenyFound
    {
        public required string ChildRef { get; init; }
        public required string Issuer { get; init; }
        public required string Subject { get; init; }
    }

    private sealed record GrantFound
    {
        public required string AllocationId { get; init; }
        public required string ChildRef { get; init; }
        public required string Holder { get; init; }
        public required string Issuer { get; init; }
        public required string Subject { get; init; }
        public required string Employer { get; init; }
        public required string Agreement { get; init; }
        public required DateOnly FromDay { get; init; }
        public DateOnly? ToDay { get; init; }
        public DateTimeOffset? EndedAt { get; init; }
        public required string Permissions { get; init; }

        public Grant AsGrant() => new()
        {
            AllocationId = AllocationId,
            ChildRef = ChildRef,
            Holder = Holder,
            Issuer = Issuer,
            Subject = Subject,
            Employer = Employer,
            Agreement = Agreement,
            From = FromDay,
            To = ToDay,
            EndedAt = EndedAt,
            Permissions = LabelText.Split(Permissions),
        };
    }
}
