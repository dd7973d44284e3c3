// Promise: only narrows. What it leaves out could not have been permitted; what it lets through is decided thing by thing.
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Fhir;
using BoroughBridge.Routing.Index;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;

namespace BoroughBridge.Routing.Search;

/// <summary>A search as a statement over the index, in keyset order.</summary>
internal sealed class SearchSql
{
    private const string Patients =
        """
        (SELECT child_ref AS id, child_ref, holder, 'Patient' AS type, NULL AS kind, NULL AS day, NULL AS status, NULL AS medium, NULL AS binary_id, labels, version, 0 AS withdrawn, changed
         FROM idx_children)
        """;

    // VisibleTo: children of an allocation in force that is the caller's own, or for who reads beside an officer one of her authority; and her own authority's.
    private const string Visible =
        """
        c.version > 0 AND c.closed = 0 AND t.withdrawn = 0
        AND NOT EXISTS (SELECT 1 FROM denies d WHERE d.child_ref = c.child_ref AND d.issuer = @issuer AND d.subject = @subject)
        AND ((@beside = 1 AND c.holder = @authority) OR EXISTS (
            SELECT 1 FROM grants g WHERE g.child_ref = c.child_ref AND g.holder = c.holder AND g.employer = @authority
              AND (@beside = 1 OR (g.issuer = @issuer AND g.subject = @subject))
              AND g.from_day <= @day AND (g.to_day IS NULL OR g.to_day >= @day) AND (g.ended_at IS NULL OR g.ended_at > @now)))
        """;

    private readonly Database database;
    private readonly List<string> where = [Visible];
    private readonly DynamicParameters values = new();
    private readonly SearchRequest request;

    public SearchSql(Database database, SearchRequest request, UserIdentity user, DateTimeOffset now)
    {
        this.database = database;
        this.request = request;
        values.Add("issuer", user.Issuer);
        values.Add("subject", user.Subject);
        values.Add("authority", user.Authority);
        values.Add("beside", Roles.ReadBeside(user.Roles) ? 1 : 0);
        values.Add("day", London.DayOf(now));
        values.Add("now", now);
        values.Add("type", request.Of.Type);
        foreach (var criterion in request.Query.Criteria) where.Add(Holding(criterion));
    }

    private string Key => request.ByLastUpdated ? "t.changed" : "COALESCE(t.day, '')";

    /// <summary>The next candidates after a place.</summary>
    public (string Sql, DynamicParameters Values) After(SearchPlace? place, int most)
    {
        var after = new DynamicParameters(values);
        after.Add("most", most);
        var narrowed = new List<string>(where);
        if (place is not null)
        {
            var beyond = request.Descending ? "<" : ">";
            narrowed.Add($"({Key} {beyond} @key OR ({Key} = @key AND t.id > @id))");
            if (request.ByLastUpdated) after.Add("key", place.Changed);
            else after.Add("key", place.Day);
            after.Add("id", place.Id);
        }

        return ($"""
            SELECT t.id, t.type, t.holder, t.child_ref, t.kind, t.labels, c.labels AS file_labels, t.medium, t.version, t.withdrawn, c.closed, t.changed, t.day, t.status, t.binary_id
            FROM {(request.Of.Type == "Patient" ? Patients : "idx_things")} t JOIN idx_children c ON c.child_ref = t.child_ref AND c.holder = t.holder
            WHERE t.type = @type AND {string.Join(" AND ", narrowed)}
            ORDER BY {Key}{(request.Descending ? " DESC" : "")}, t.id LIMIT @most;

            """, after);
    }

    private string Holding(Criterion criterion) => criterion switch
    {
        Criterion.OfReference reference => AnyOf("t.child_ref", reference.AnyOf.Where(one => one.Type is null or "Patient" && Ids.IsId(one.Id)).Select(one => one.Id)),
        Criterion.OfToken { Name: "_id" } id => AnyOf("t.id", id.AnyOf.Where(one => one.System is null && Ids.IsId(one.Code)).Select(one => one.Code)),
        Criterion.OfToken { Name: "status" } status => AnyOf("t.status", status.AnyOf.Where(one => one.System is null).Select(one => one.Code)),
        Criterion.OfToken { Name: "_security" or "security-label" } label => Label(label),
        Criterion.OfToken kind => AnyOf("t.kind", kind.AnyOf.Where(one => one.System is null || one.System == request.Of.Kinds!.Url).Select(one => one.Code)),
        Criterion.OfDate { Name: "_lastUpdated" } changed => Instant(changed),
        Criterion.OfDate date => Day(date),
        _ => "1 = 0",
    };

    private string AnyOf(string column, IEnumerable<string> wanted)
    {
        var any = wanted.ToArray();
        if (any.Length == 0) return "1 = 0";

        return $"{column} {Rows.AnyOf(database, Add(any))}";
    }

    // Only labels we know are looked for, so that no character of theirs means anything to LIKE.
    private static string Label(Criterion.OfToken label)
    {
        var known = label.AnyOf.Where(one => (one.System is null || one.System == CodeSystems.Sensitivity.Url) && Labels.All.Contains(one.Code)).Select(one => $"(',' || t.labels || ',') LIKE '%,{one.Code},%'").ToArray();

        return known.Length == 0 ? "1 = 0" : $"({string.Join(" OR ", known)})";
    }

    private string Instant(Criterion.OfDate date)
    {
        var (first, last) = (Add(date.Range.First), Add(date.Range.Last));

        return date.Prefix switch
        {
            "eq" => $"(t.changed >= @{first} AND t.changed <= @{last})",
            "ne" => $"(t.changed < @{first} OR t.changed > @{last})",
            "lt" => $"t.changed < @{first}",
            "le" => $"t.changed <= @{last}",
            "gt" => $"t.changed > @{last}",
            _ => $"t.changed >= @{first}",
        };
    }

    // A thing's date is a whole day in London; what is asked for may be any stretch of time (R4 search 3.1.1.4.7).
    private string Day(Criterion.OfDate date)
    {
        var before = London.DayOf(date.Range.First.AddTicks(-1));
        var after = London.DayOf(date.Range.Last.AddTicks(1));
        var (begins, ends) = (Add(before), Add(after));
        var within = $"(t.day > @{begins} AND t.day < @{ends})";

        return date.Prefix switch
        {
            "eq" => within,
            "ne" => $"NOT {within}",
            "lt" => $"t.day <= @{begins}",
            "le" => $"(t.day <= @{begins} OR {within})",
            "gt" => $"t.day >= @{ends}",
            _ => $"(t.day >= @{ends} OR {within})",
        };
    }

    private string Add(object value)
    {
        var name = $"p{values.ParameterNames.Count()}";
        values.Add(name, value);

        return name;
    }
}
