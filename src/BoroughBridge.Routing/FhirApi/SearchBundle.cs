using System.Buffers;
using System.Globalization;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Fhir;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Search;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>A searchset: the holders' own bytes as they came, or what the index has of each thing, marked as a part of it.</summary>
internal static class SearchBundle
{
    private const string Subsetted = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    private const string Absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    /// <exception cref="JsonException">What a holder gave as a resource is no JSON.</exception>
    public static byte[] Write(string address, SearchRequest request, SearchPage page, string trace)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Wire.Json.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Bundle");
            json.WriteString("id", trace);
            json.WriteString("type", "searchset");
            if (page.Total is { } total) json.WriteNumber("total", total);
            json.WriteStartArray("link");
            Link(json, "self", Url(address, request, null));
            if (page.Next is { } next) Link(json, "next", Url(address, request, next));
            json.WriteEndArray();
            if (page.Hits.Count + page.Down.Count > 0)
            {
                json.WriteStartArray("entry");
                foreach (var hit in page.Hits) Entry(json, address, hit);
                if (page.Down.Count > 0) Warning(json, trace);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Entry(Utf8JsonWriter json, string address, SearchHit hit)
    {
        json.WriteStartObject();
        json.WriteString("fullUrl", $"{address}/{hit.Thing.Type}/{hit.Thing.Id}");
        json.WritePropertyName("resource");
        if (hit.Body is { } body) json.WriteRawValue(body);
        else Resource(json, hit.Thing);
        json.WriteStartObject("search");
        json.WriteString("mode", hit.Included ? "include" : "match");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // A holder that is down gives the rest, and the reader is told that there is more (architecture, "Search").
    private static void Warning(Utf8JsonWriter json, string trace)
    {
        json.WriteStartObject();
        json.WritePropertyName("resource");
        json.WriteRawValue(FhirJson.Serialize(OperationOutcomes.Warning(IssueCodes.Transient, "holder-unavailable", trace)));
        json.WriteStartObject("search");
        json.WriteString("mode", "outcome");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Resource(Utf8JsonWriter json, IndexedThing thing)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", thing.Type);
        json.WriteString("id", thing.Id);
        json.WriteStartObject("meta");
        json.WriteString("versionId", thing.Version.ToString(CultureInfo.InvariantCulture));
        json.WriteString("lastUpdated", FhirDates.Of(thing.Changed));
        json.WriteStartArray("tag");
        Coding(json, Subsetted, "SUBSETTED");
        json.WriteEndArray();
        json.WriteEndObject();
        if (thing.Type != "Patient") Particulars(json, thing);
        json.WriteEndObject();
    }

    private static void Particulars(Utf8JsonWriter json, IndexedThing thing)
    {
        if (thing.Status is { } status) json.WriteString("status", status);
        if (thing.Type == "CarePlan") json.WriteString("intent", "plan");
        if (thing.Type == "Encounter")
        {
            json.WriteStartObject("class");
            json.WriteStartArray("extension");
            json.WriteStartObject();
            json.WriteString("url", Absent);
            json.WriteString("valueCode", "unknown");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        var of = Searchable.All.First(of => of.Type == thing.Type);
        if (thing.Kind is { } kind && of.Kinds!.Knows(kind))
        {
            if (thing.Type == "DocumentReference") json.WriteStartObject("type");
            else
            {
                json.WriteStartArray(of.KindName!);
                json.WriteStartObject();
            }

            json.WriteStartArray("coding");
            Coding(json, of.Kinds.Url, kind);
            json.WriteEndArray();
            json.WriteEndObject();
            if (thing.Type != "DocumentReference") json.WriteEndArray();
        }

        json.WriteStartObject("subject");
        json.WriteString("reference", $"Patient/{thing.ChildRef}");
        json.WriteEndObject();
        if (DateOnly.TryParseExact(thing.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) Date(json, thing, day);
        if (thing is { Type: "DocumentReference", BinaryId: { } binary })
        {
            json.WriteStartArray("content");
            json.WriteStartObject();
            json.WriteStartObject("attachment");
            json.WriteString("url", $"Binary/{binary}");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    private static void Date(Utf8JsonWriter json, IndexedThing thing, DateOnly day)
    {
        if (thing.Type == "DocumentReference")
        {
            json.WriteString("date", FhirDates.StartOf(day));

            return;
        }

        json.WriteStartObject("period");
        json.WriteString("start", FhirDates.Of(day));
        json.WriteEndObject();
    }

    private static void Coding(Utf8JsonWriter json, string system, string code)
    {
        json.WriteStartObject();
        json.WriteString("system", system);
        json.WriteString("code", code);
        json.WriteEndObject();
    }

    private static void Link(Utf8JsonWriter json, string relation, string url)
    {
        json.WriteStartObject();
        json.WriteString("relation", relation);
        json.WriteString("url", url);
        json.WriteEndObject();
    }

    private static string Url(string address, SearchRequest request, string? cursor)
    {
        var sent = request.Sent.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}");
        var query = string.Join('&', cursor is null ? sent : sent.Append("_cursor=" + cursor));

        return $"{address}/{request.Of.Type}{(query.Length > 0 ? "?" : "")}{query}";
    }
}
