// Promise: every event is a BALP AuditEvent of opaque ids, codes and dates: no name of a child, no narrative, no value of a personal query parameter.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using static BoroughBridge.DisclosureLog.Audit.AuditCodes;

namespace BoroughBridge.DisclosureLog.Audit;

/// <summary>
/// Builds the log's entries: what happened, as an AuditEvent of the IHE Basic Audit Log Patterns profile that fits (domain.md 3.2), with the keys it
/// is found by and, for a disclosure, the manifest.
/// </summary>
public static partial class AuditEvents
{
    private const string Success = "0";
    private const string Failure = "4";
    private const string SeriousFailure = "8";
    private const string ApplicationServer = "4";
    private const string SecurityServer = "6";

    private static JsonObject Event(
        string? profile, JsonObject type, JsonObject[] subtypes, string action, DateTimeOffset at, string outcome, string? outcomeDesc, string part, string sourceType)
    {
        var made = new JsonObject { ["resourceType"] = "AuditEvent" };
        if (profile is not null) made["meta"] = new JsonObject { ["profile"] = new JsonArray(Profiles + profile) };
        made["type"] = type;
        made["subtype"] = new JsonArray([.. subtypes]);
        made["action"] = action;
        made["recorded"] = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        made["outcome"] = outcome;
        if (outcomeDesc is not null) made["outcomeDesc"] = outcomeDesc;
        made["source"] = new JsonObject { ["site"] = part, ["observer"] = Part(part), ["type"] = new JsonArray(Coding(SourceType, sourceType)) };

        return made;
    }

    private static JsonObject Agent(JsonObject type, JsonObject who, bool requestor, JsonObject? network = null)
    {
        var agent = new JsonObject { ["type"] = Concept(type), ["who"] = who, ["requestor"] = requestor };
        if (network is not null) agent["network"] = network;

        return agent;
    }

    private static JsonObject User(AuditActor user, string participation, JsonArray? purpose)
    {
        var agent = Agent(Coding(ParticipationType, participation), Identified(user.Issuer, user.Subject), requestor: true);
        if (user.Roles.Count > 0) agent["role"] = new JsonArray([.. user.Roles.Select(role => Concept(Coding($"{Ours}/CodeSystem/role", role)))]);
        if (user.Name.Length > 0) agent["name"] = user.Name;
        if (user.TokenId is { } token) agent["policy"] = new JsonArray($"urn:ietf:params:oauth:jti:{token}");
        if (purpose is not null) agent["purposeOfUse"] = purpose;

        return agent;
    }

    private static JsonObject Patient(string? childRef) => new()
    {
        ["type"] = Coding(EntityType, "1"),
        ["role"] = Coding(ObjectRole, "1"),
        ["what"] = childRef is null
            ? new JsonObject { ["type"] = "Patient", ["display"] = "not known here" }
            : new JsonObject { ["reference"] = $"Patient/{childRef}" },
    };

    private static JsonObject Data(AuditThing thing) => new()
    {
        ["type"] = Coding(EntityType, "2"),
        ["role"] = Coding(ObjectRole, "4"),
        ["what"] = new JsonObject { ["reference"] = thing.Reference },
    };

    private static JsonObject Request(string transaction) => new()
    {
        ["type"] = Coding(BalpEntity, "XrequestId"),
        ["what"] = Identified($"{Ours}/transaction", transaction),
    };

    private static JsonObject Detail(string type, string value) => new() { ["type"] = type, ["valueString"] = value };

    private static LogEntry Entry(AuditContext context, string kind, string? childRef, string outcome, JsonObject made, JsonElement? manifest = null) => new()
    {
        AuditEvent = Element(made),
        Manifest = manifest,
        Keys = new LogKeys
        {
            Kind = kind,
            Transaction = context.Transaction,
            ChildRef = childRef,
            Agent = context.User.Key,
            Purpose = context.Purpose,
            Outcome = outcome,
        },
    };

    private static JsonElement Element(JsonObject made) => JsonSerializer.SerializeToElement(made);
}
