using BoroughBridge.Contracts.Record;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;

namespace BoroughBridge.UnitTests.DisclosureLog;

/// <summary>One entry of every kind there is and every turn it can take, by name; everybody in them is invented.</summary>
public static class AuditSamples
{
    public const string Child = "0123456789abcdef0123456789abcdef";
    private const string Allocation = "11112222333344445555666677778888";
    private static readonly DateTimeOffset At = new(2026, 11, 2, 9, 30, 0, 125, TimeSpan.Zero);

    public static AuditActor Actor { get; } = new()
    {
        Issuer = "https://id.tower-hamlets.example",
        Subject = "iro.th1",
        Authority = "tower-hamlets",
        Roles = ["iro"],
        Name = "Invented Officer",
        TokenId = "token-1",
    };

    public static AuditContext Context(string part) => new()
    {
        Part = part,
        At = At,
        Transaction = "99990000999900009999000099990000",
        User = Actor,
        Purpose = "review-preparation",
        RemoteAddress = "192.0.2.7",
    };

    /// <summary>What may be known of a caller in the least.</summary>
    public static AuditContext Bare(string part) => new()
    {
        Part = part,
        At = At,
        Transaction = "99990000999900009999000099990000",
        User = new() { Issuer = "https://id.example", Subject = "x", Authority = "unknown" },
        Purpose = "an-unknown-purpose",
        PurposeDefaulted = true,
    };

    public static IReadOnlyList<ThingDisclosed> Things(int count) =>
        [.. Enumerable.Range(1, count).Select(n => new ThingDisclosed
        {
            ChildRef = Child, Type = n % 2 == 0 ? "DocumentReference" : "CarePlan", Id = n.ToString("x32", null), Version = n, Variant = "full", Page = n % 3 == 0 ? n : null,
            ContentType = "application/fhir+json", Size = 2048, Sha256 = new string('a', 64), Chunks = [new string('a', 64)],
        })];

    public static IEnumerable<(string Name, LogEntry Entry)> All()
    {
        yield return ("permit", AuditEvents.Decision(Context("routing"), new()
        {
            Permitted = true,
            Reason = "permitted",
            PolicyVersion = "2026-11",
            ChildRef = Child,
            AllocationId = Allocation,
            Agreement = "isl-th-1",
            Things = [new("CarePlan", Allocation, 3)],
        }));
        yield return ("refuse", AuditEvents.Decision(Context("islington"), new()
        {
            Permitted = false,
            Reason = "no-grant",
            PolicyVersion = "2026-11",
            ChildRef = Child,
            Agreement = "isl-th-1",
            Things = [new("CarePlan", Allocation)],
        }));
        yield return ("refuse unknown", AuditEvents.Decision(Bare("routing"), new() { Permitted = false, Reason = "not-indexed", PolicyVersion = "2026-11" }));
        yield return ("source", AuditEvents.Source(Context("islington"), "routing", Child, Allocation, Things(1)));
        yield return ("source of a hundred", AuditEvents.Source(Context("islington"), "routing", Child, Allocation, Things(100)));
        yield return ("source bare", AuditEvents.Source(Bare("islington"), "routing", Child, null, Things(2)));
        yield return ("recipient", AuditEvents.Recipient(Context("routing"), "islington", Child, Allocation, Things(1)));
        yield return ("recipient bare", AuditEvents.Recipient(Bare("routing"), "islington", Child, null, Things(2)));
        yield return ("not disclosed", AuditEvents.NotDisclosed(Context("routing"), "islington", Child, "holder-unreachable"));
        yield return ("not disclosed of nobody known", AuditEvents.NotDisclosed(Bare("routing"), "islington", null, "holder-refused"));
        yield return ("read", AuditEvents.PatientRead(Context("islington"), Child, new("DocumentReference", Allocation, 2)));
        yield return ("read bare", AuditEvents.PatientRead(Bare("islington"), Child, new("CarePlan", Allocation)));
        yield return ("query", AuditEvents.PatientQuery(Context("routing"), Child, "CarePlan?patient=Patient/x&status=active"));
        yield return ("query of nobody", AuditEvents.PatientQuery(Bare("routing"), null, "children"));
        yield return ("sign-in", AuditEvents.SignIn("routing", At, Actor, "192.0.2.7"));
        yield return ("sign-in failed", AuditEvents.SignIn("routing", At, Bare("routing").User, null, "expired"));
        yield return ("sign-out", AuditEvents.SignOut("routing", At, Actor, "2001:db8::7"));
        yield return ("allocation proposed", AuditEvents.AllocationChange("islington", At, Actor, Child, Allocation, "proposed"));
        yield return ("allocation ended", AuditEvents.AllocationChange("islington", At, null, Child, Allocation, "ended", "99990000999900009999000099990000"));
        yield return ("record created", AuditEvents.RecordChange("islington", At, "ics", Child, new("CarePlan", Allocation, 1), "create"));
        yield return ("record updated", AuditEvents.RecordChange("tower-hamlets", At, "paper", Child, new("DocumentReference", Allocation, 2), "update", Actor));
        yield return ("record deleted", AuditEvents.RecordChange("tower-hamlets", At, "paper", Child, new("DocumentReference", Allocation, 2), "delete"));
        yield return ("record deleted by a person", AuditEvents.RecordChange("tower-hamlets", At, "paper", Child, new("DocumentReference", Allocation, 2), "delete", Actor));
        yield return ("configuration", AuditEvents.Configuration("routing", At, null, "started", new string('b', 64)));
        yield return ("configuration by a person", AuditEvents.Configuration("routing", At, Actor, "user-disabled"));
    }
}
