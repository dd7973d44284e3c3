using System.Text.Json.Nodes;
using static BoroughBridge.DisclosureLog.Audit.AuditCodes;

namespace BoroughBridge.DisclosureLog.Audit;

public static partial class AuditEvents
{
    /// <summary>A person signed in, or could not: DICOM 110114 User Authentication. <paramref name="failure"/> is a code, none on success.</summary>
    public static LogEntry SignIn(string part, DateTimeOffset at, AuditActor user, string? remoteAddress, string? failure = null) =>
        Authentication(part, at, user, remoteAddress, failure, "110122", LogKinds.SignIn);

    /// <summary>A person with several roles chose the one she acts in (EDGE-12); <paramref name="user"/> has that role alone.</summary>
    public static LogEntry RoleChosen(string part, DateTimeOffset at, AuditActor user, string? remoteAddress) =>
        Authentication(part, at, user, remoteAddress, null, "110122", LogKinds.SignIn, outcome: "role-" + user.Roles.Single());

    /// <summary>A person signed out, or was signed out.</summary>
    public static LogEntry SignOut(string part, DateTimeOffset at, AuditActor user, string? remoteAddress) =>
        Authentication(part, at, user, remoteAddress, null, "110123", LogKinds.SignOut);

    /// <summary>
    /// An allocation was proposed, accepted, granted, declined or ended: BALP PatientCreate for <c>proposed</c>, else PatientUpdate, of the CareTeam.
    /// <paramref name="by"/> is who did it, none where a part did it by itself.
    /// </summary>
    public static LogEntry AllocationChange(string part, DateTimeOffset at, AuditActor? by, string childRef, string allocationId, string change, string? transaction = null) =>
        Change(part, at, by, part, childRef, new("CareTeam", allocationId), change == "proposed" ? "create" : "update", change, LogKinds.Allocation, transaction);

    /// <summary>
    /// A resource of a child came into, changed in or left the record store: BALP PatientCreate, PatientUpdate or PatientDelete.
    /// <paramref name="source"/> is the adapter it came from (<c>ics</c>, <c>paper</c>), <paramref name="interaction"/> <c>create</c>,
    /// <c>update</c> or <c>delete</c>.
    /// </summary>
    public static LogEntry RecordChange(
        string part, DateTimeOffset at, string source, string childRef, AuditThing thing, string interaction, AuditActor? by = null, string? transaction = null) =>
        Change(part, at, by, source, childRef, thing, interaction, interaction, LogKinds.Record, transaction);

    /// <summary>
    /// What this part is configured to do changed, or was read at start: DICOM 110131 Security Configuration. <paramref name="what"/> is a code,
    /// <paramref name="digest"/> the SHA-256 of the new state.
    /// </summary>
    public static LogEntry Configuration(string part, DateTimeOffset at, AuditActor? by, string what, string? digest = null)
    {
        var made = Event(null, Coding(Dicom, "110113"), [Coding(Dicom, "110131")], "U", at, Success, null, part, SecurityServer);
        made["agent"] = by is null
            ? new JsonArray(Agent(Coding(Dicom, "110150"), Part(part), requestor: true))
            : new JsonArray(Agent(Coding(Dicom, "110150"), Part(part), requestor: false), User(by, "AUT", null));
        var details = new JsonArray(Detail("change", what));
        if (digest is not null) details.Add(Detail("sha256", digest));
        made["entity"] = new JsonArray(new JsonObject
        {
            ["type"] = Coding(EntityType, "2"),
            ["role"] = Coding(ObjectRole, "14"),
            ["what"] = Identified($"{Ours}/configuration", what),
            ["detail"] = details,
        });

        return Operation(LogKinds.Configuration, by, null, null, what, made);
    }

    private static LogEntry Authentication(string part, DateTimeOffset at, AuditActor user, string? remoteAddress, string? failure, string subtype, string kind, string outcome = "permit")
    {
        var made = Event(
            null, Coding(Dicom, "110114"), [Coding(Dicom, subtype)], "E", at, failure is null ? Success : Failure, failure, part, SecurityServer);
        var person = User(user, "IRCP", null);
        person["network"] = Network(remoteAddress);
        made["agent"] = new JsonArray(person, Agent(Coding(Dicom, "110150"), Part(part), requestor: false, PartNetwork(part)));

        return Operation(kind, user, null, null, failure ?? outcome, made);
    }

    private static LogEntry Change(
        string part, DateTimeOffset at, AuditActor? by, string client, string childRef, AuditThing thing, string interaction, string outcome, string kind, string? transaction)
    {
        var (profile, action) = interaction switch
        {
            "create" => ("PatientCreate", "C"),
            "update" => ("PatientUpdate", "U"),
            "delete" => ("PatientDelete", "D"),
            _ => throw new ArgumentException("create, update or delete", nameof(interaction)),
        };
        var made = Event(profile, Coding(EventType, "rest"), [Coding(Interaction, interaction)], action, at, Success, null, part, ApplicationServer);
        var agents = new JsonArray(
            Agent(Coding(Dicom, action == "D" ? "110150" : "110153"), Part(client), requestor: by is null, PartNetwork(client)),
            Agent(action == "D" ? Coding(ProvenanceRole, "custodian") : Coding(Dicom, "110152"), Part(part), requestor: false, PartNetwork(part)));
        if (by is not null) agents.Add(User(by, "AUT", null));
        made["agent"] = agents;
        var data = Data(thing);
        data["detail"] = new JsonArray(Detail("change", outcome));
        made["entity"] = transaction is null ? new JsonArray(data, Patient(childRef)) : new JsonArray(data, Patient(childRef), Request(transaction));

        return Operation(kind, by, childRef, transaction, outcome, made);
    }

    private static LogEntry Operation(string kind, AuditActor? by, string? childRef, string? transaction, string outcome, JsonObject made) => new()
    {
        AuditEvent = Element(made),
        Keys = new LogKeys { Kind = kind, Transaction = transaction, ChildRef = childRef, Agent = by?.Key, Outcome = outcome },
    };
}
