using System.Net;
using System.Text.Json.Nodes;

namespace BoroughBridge.DisclosureLog.Audit;

/// <summary>Code systems of the AuditEvents and the small pieces that are built of them.</summary>
internal static class AuditCodes
{
    public const string Ours = "https://boroughbridge.example/fhir";
    public const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    public const string ActReason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    public const string ParticipationType = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    public const string RoleClass = "http://terminology.hl7.org/CodeSystem/v3-RoleClass";
    public const string SecurityRole = "http://terminology.hl7.org/CodeSystem/extra-security-role-type";
    public const string ProvenanceRole = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
    public const string EntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    public const string ObjectRole = "http://terminology.hl7.org/CodeSystem/object-role";
    public const string EventType = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    public const string SourceType = "http://terminology.hl7.org/CodeSystem/security-source-type";
    public const string Interaction = "http://hl7.org/fhir/restful-interaction";
    public const string Lifecycle = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
    public const string ResourceTypes = "http://hl7.org/fhir/resource-types";
    public const string Snomed = "http://snomed.info/sct";
    public const string BalpEntity = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";
    public const string BalpUserAgent = "https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes";
    public const string BalpAuthorisation = "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType";
    public const string Profiles = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

    public static JsonObject Coding(string system, string code) => new() { ["system"] = system, ["code"] = code };

    public static JsonObject Concept(params ReadOnlySpan<JsonObject> codings)
    {
        var all = new JsonArray();
        foreach (var coding in codings) all.Add(coding);

        return new() { ["coding"] = all };
    }

    public static JsonObject Identified(string system, string value) => new() { ["identifier"] = new JsonObject { ["system"] = system, ["value"] = value } };

    /// <summary>A part of the bridge, as an agent or observer.</summary>
    public static JsonObject Part(string part) => Identified($"{Ours}/part", part);

    /// <summary>Purpose of use: our code and the v3 code it maps to (domain.md 3.2).</summary>
    public static JsonArray Purpose(string purpose, bool defaulted)
    {
        var concept = Concept(Coding(ActReason, Reason(purpose)), Coding($"{Ours}/CodeSystem/purpose", purpose));
        if (defaulted) concept["text"] = "defaulted";

        return [concept];
    }

    /// <summary>A caller's address (type 2, IP) or, where it is not known, the name of what stands there (type 1).</summary>
    public static JsonObject Network(string? address) =>
        IPAddress.TryParse(address, out var ip)
            ? new() { ["address"] = ip.ToString(), ["type"] = "2" }
            : new() { ["address"] = "unknown", ["type"] = "1" };

    /// <summary>A part by its machine name.</summary>
    public static JsonObject PartNetwork(string part) => new() { ["address"] = part, ["type"] = "1" };

    private static string Reason(string purpose) => purpose switch
    {
        "review-preparation" or "review" => "CAREMGT",
        "monitoring" or "quality-audit" => "HQUALIMP",
        "recording" or "allocation-triage" => "PATADMIN",
        "dispute" => "HLEGAL",
        "subject-access" => "PATRQT",
        "break-glass" => "BTG",
        _ => "HOPERAT",
    };
}
