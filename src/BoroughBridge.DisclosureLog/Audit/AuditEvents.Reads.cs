using System.Text;
using System.Text.Json.Nodes;
using static BoroughBridge.DisclosureLog.Audit.AuditCodes;

namespace BoroughBridge.DisclosureLog.Audit;

public static partial class AuditEvents
{
    /// <summary>One thing of a child read within one part, where nothing crosses between authorities: BALP PatientRead.</summary>
    public static LogEntry PatientRead(AuditContext context, string childRef, AuditThing thing)
    {
        var made = Event("PatientRead", Coding(EventType, "rest"), [Coding(Interaction, "read")], "R", context.At, Success, null, context.Part, ApplicationServer);
        // A read's client is the destination and its server the source.
        made["agent"] = new JsonArray(
            Agent(Coding(Dicom, "110152"), Identified($"{Ours}/part", "caller"), requestor: false, Network(context.RemoteAddress)),
            Agent(Coding(Dicom, "110153"), Part(context.Part), requestor: false, PartNetwork(context.Part)),
            User(context.User, "IRCP", Purpose(context.Purpose, context.PurposeDefaulted)));
        made["entity"] = new JsonArray(Patient(childRef), Data(thing), Request(context.Transaction));

        return Entry(context, LogKinds.Read, childRef, "permit", made);
    }

    /// <summary>
    /// A search that touched a child: BALP PatientQuery, one for each child found; with no child, BALP Query. <paramref name="query"/> is the
    /// query as it was understood, personal values already replaced by their keyed HMAC. What was found is not recorded here.
    /// </summary>
    public static LogEntry PatientQuery(AuditContext context, string? childRef, string query)
    {
        var made = Event(
            childRef is null ? "Query" : "PatientQuery", Coding(EventType, "rest"), [Coding(Interaction, "search")], "E", context.At, Success, null, context.Part, ApplicationServer);
        // The other way round than for a read: here the client is the source and the server the destination.
        made["agent"] = new JsonArray(
            Agent(Coding(Dicom, "110153"), Identified($"{Ours}/part", "caller"), requestor: false, Network(context.RemoteAddress)),
            Agent(Coding(Dicom, "110152"), Part(context.Part), requestor: false, PartNetwork(context.Part)),
            User(context.User, "IRCP", Purpose(context.Purpose, context.PurposeDefaulted)));
        var asked = new JsonObject
        {
            ["type"] = Coding(EntityType, "2"),
            ["role"] = Coding(ObjectRole, "24"),
            ["query"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(query)),
        };
        made["entity"] = childRef is null ? [asked, Request(context.Transaction)] : new JsonArray(asked, Patient(childRef), Request(context.Transaction));

        return Entry(context, LogKinds.Query, childRef, "permit", made);
    }
}
