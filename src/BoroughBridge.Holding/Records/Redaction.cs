// Promise: what leaves here under label protected-address holds no address, telephone, place, free text or link by which the child could be found.
using System.Text.Json.Nodes;

namespace BoroughBridge.Holding.Records;

/// <summary>
/// The variant of a resource under label <c>protected-address</c> (ACC-7, EDGE-18): the fact stays, the value goes. Codes, dates, names of the child
/// and references stay; places, contacts, links and every free text go, wherever they stand, since any text may tell where she is.
/// </summary>
internal static class Redaction
{
    /// <summary>What stands in place of a value.</summary>
    public const string Instead = "address protected, ask duty team";

    private static readonly HashSet<string> Gone =
    [
        "telecom", "contact", "photo", "location", "extension", "modifierExtension", "contained", "position", "hospitalization", "serviceProvider",
        "generalPractitioner", "contentString", "contentAttachment", "data", "url",
    ];

    private static readonly HashSet<string> Words =
    [
        "title", "description", "patientInstruction", "comment", "text", "note", "detail", "summary", "venue", "valueString", "valueMarkdown", "div",
    ];

    public static void TakeOut(JsonObject resource)
    {
        var type = (string?)resource["resourceType"];
        resource.Remove("text");
        if (type != "Patient") resource.Remove("identifier"); // a placement's URN is an address too
        if (type == "EpisodeOfCare" && resource.ContainsKey("managingOrganization")) resource["managingOrganization"] = new JsonObject { ["display"] = Instead };

        foreach (var (name, value) in resource.ToArray())
        {
            if (name is "meta" or "resourceType" or "id" || (type, name) is ("Patient" or "RelatedPerson", "name")) continue;
            Member(resource, name, value);
        }
    }

    private static void Walk(JsonNode node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>()) Walk(item);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray()) Member(members, name, value);
        }
    }

    private static void Member(JsonObject of, string name, JsonNode? value)
    {
        if (name.StartsWith('_') || Gone.Contains(name)) of.Remove(name);
        else if (name == "address") of[name] = value is JsonArray ? new JsonArray(Placeholder()) : Placeholder();
        else if (name == "text" && of.ContainsKey("coding")) of.Remove(name); // the codes say it
        else if (name == "display" && of.ContainsKey("system")) return;       // a code's own words
        else if (name == "display" || (Words.Contains(name) && value is JsonValue)) of[name] = Instead;
        else if (Words.Contains(name) && value is JsonArray) of[name] = new JsonArray(Placeholder());
        else if (value is not null) Walk(value);
    }

    private static JsonObject Placeholder() => new() { ["text"] = Instead };
}
