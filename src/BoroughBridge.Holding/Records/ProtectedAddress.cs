// Promise: what leaves here under label protected-address holds no address, telephone or place; and no free text, title or link where the source has not said which of them tell.
using System.Text.Json.Nodes;
using BoroughBridge.Fhir;

namespace BoroughBridge.Holding.Records;

/// <summary>
/// The variant of a resource under label <c>protected-address</c> (ACC-7, EDGE-18): the fact stays, the value goes. Codes, dates, the child's own names
/// and references stay; places and contacts go wherever they stand, and so do words, since any text may tell where she is.
/// </summary>
internal static class ProtectedAddress
{
    private static readonly HashSet<string> Places = ["telecom", "contact", "photo", "location", "position", "hospitalization", "serviceProvider", "generalPractitioner"];
    private static readonly HashSet<string> Links = ["extension", "modifierExtension", "contained", "contentString", "contentAttachment", "data", "url"];

    private static readonly HashSet<string> Words =
    [
        "title", "description", "patientInstruction", "comment", "text", "note", "detail", "summary", "venue", "valueString", "valueMarkdown", "div",
    ];

    public static void TakeOut(JsonObject resource, bool wordsToo)
    {
        var type = (string?)resource["resourceType"];
        resource.Remove("text");
        if (type != "Patient") resource.Remove("identifier"); // a placement's URN is an address too
        if (type == "EpisodeOfCare" && resource.ContainsKey("managingOrganization"))
            resource["managingOrganization"] = new JsonObject { ["display"] = Redaction.AddressProtected };

        foreach (var (name, value) in resource.ToArray())
        {
            if (name is "meta" or "resourceType" or "id" || (type is "Patient" or "RelatedPerson" && name == "name")) continue;
            Member(resource, name, value, wordsToo);
        }
    }

    private static void Walk(JsonNode node, bool wordsToo)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>()) Walk(item, wordsToo);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray()) Member(members, name, value, wordsToo);
        }
    }

    private static void Member(JsonObject of, string name, JsonNode? value, bool wordsToo)
    {
        if (Places.Contains(name)) of.Remove(name);
        else if (name == "address") of[name] = value is JsonArray ? new JsonArray(Placeholder()) : Placeholder();
        else if (wordsToo && IsWord(of, name, value)) Blank(of, name, value);
        else if (wordsToo && (name.StartsWith('_') || Links.Contains(name))) of.Remove(name);
        else if (value is not null) Walk(value, wordsToo);
    }

    // A code's own display is no free text.
    private static bool IsWord(JsonObject of, string name, JsonNode? value) =>
        name == "display" ? !of.ContainsKey("system") : Words.Contains(name) && value is JsonValue or JsonArray;

    private static void Blank(JsonObject of, string name, JsonNode? value)
    {
        if (name == "text" && of.ContainsKey("coding")) of.Remove(name); // the codes say it
        else of[name] = value is JsonArray ? new JsonArray(Placeholder()) : Redaction.AddressProtected;
    }

    private static JsonObject Placeholder() => new() { ["text"] = Redaction.AddressProtected };
}
