using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using static BoroughBridge.DisclosureLog.Audit.AuditCodes;

namespace BoroughBridge.DisclosureLog.Audit;

public static partial class AuditEvents
{
    /// <summary>
    /// The holder's side: these things of one child leave for <paramref name="recipient"/>. BALP PrivacyDisclosure.Source; the holder
    /// is its custodian, the user its authorizer. All things must be <paramref name="childRef"/>'s.
    /// </summary>
    public static LogEntry Source(AuditContext context, string recipient, string childRef, string? allocationId, IReadOnlyList<ThingDisclosed> things) =>
        Disclosure(context, "PrivacyDisclosure.Source", LogKinds.Source, context.Part, recipient, childRef, allocationId, things);

    /// <summary>
    /// The reading side: the same things, about to be passed on. BALP PrivacyDisclosure.Recipient. Its manifest is byte for byte the holder's.
    /// </summary>
    public static LogEntry Recipient(AuditContext context, string holder, string childRef, string? allocationId, IReadOnlyList<ThingDisclosed> things) =>
        Disclosure(context, "PrivacyDisclosure.Recipient", LogKinds.Recipient, holder, context.Part, childRef, allocationId, things);

    /// <summary>A read that was permitted and came to nothing: the holder refused, failed or could not be reached. No byte was passed on.</summary>
    public static LogEntry NotDisclosed(AuditContext context, string holder, string? childRef, string code)
    {
        var made = Shape("PrivacyDisclosure.Recipient", context, holder, context.Part, Failure, code);
        made["entity"] = new JsonArray(Patient(childRef), Request(context.Transaction));

        return Entry(context, LogKinds.NotDisclosed, childRef, code, made);
    }

    /// <summary>What left, of one child and transaction, in the order of the answer: type, id, version, variant, page, media type, size and SHA-256 of each thing.</summary>
    public static JsonElement Manifest(string transaction, string childRef, IReadOnlyList<ThingDisclosed> things) => JsonSerializer.SerializeToElement(
        new
        {
            transaction,
            childRef,
            things = things.Select(thing => new { thing.Type, thing.Id, thing.Version, thing.Variant, thing.Page, thing.ContentType, thing.Size, thing.Sha256 }),
        },
        Wire.Json);

    private static LogEntry Disclosure(
        AuditContext context, string profile, string kind, string holder, string recipient, string childRef, string? allocationId, IReadOnlyList<ThingDisclosed> things)
    {
        if (things.Count == 0 || things.Any(thing => thing.ChildRef != childRef)) throw new ArgumentException("things of one child are expected", nameof(things));

        var made = Shape(profile, context, holder, recipient, Success, null);
        var entities = new JsonArray(Patient(childRef));
        foreach (var thing in things.DistinctBy(thing => (thing.Type, thing.Id, thing.Version)))
            entities.Add(Data(new(thing.Type, thing.Id, thing.Version)));
        if (allocationId is not null)
        {
            entities.Add(new JsonObject
            {
                ["type"] = Coding(ResourceTypes, "Consent"),
                ["what"] = new JsonObject { ["reference"] = $"Consent/{allocationId}" },
            });
        }

        entities.Add(Request(context.Transaction));
        made["entity"] = entities;

        return Entry(context, kind, childRef, "permit", made, Manifest(context.Transaction, childRef, things));
    }

    private static JsonObject Shape(string profile, AuditContext context, string holder, string recipient, string outcome, string? code)
    {
        var isSource = profile == "PrivacyDisclosure.Source";
        var made = Event(
            profile, Coding(Dicom, isSource ? "110106" : "110107"), [Coding(Lifecycle, "disclose")], isSource ? "R" : "C", context.At,
            outcome, code, context.Part, ApplicationServer);
        made["purposeOfEvent"] = Purpose(context.Purpose, context.PurposeDefaulted);

        // SNOMED codes of the profile: 159541003 record keeper, 429577009 patient advocate, here the reviewing officer on whose word it is disclosed.
        var user = User(context.User, "IRCP", null);
        user["type"] = Concept(Coding(Snomed, "429577009"), Coding(ParticipationType, "IRCP"));
        made["agent"] = new JsonArray(
            Agent(Coding(Dicom, "110153"), Part(holder), requestor: false, PartNetwork(holder)),
            Agent(Coding(Dicom, "110152"), Part(recipient), requestor: false, PartNetwork(recipient)),
            Agent(Coding(Snomed, "159541003"), Identified($"{Ours}/authority", holder), requestor: false),
            user);

        return made;
    }
}
