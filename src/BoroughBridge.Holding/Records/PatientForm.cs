using System.Text.Json.Nodes;

namespace BoroughBridge.Holding.Records;

/// <summary>A person as a FHIR Patient (domain.md 3.2).</summary>
internal static class PatientForm
{
    private const string NhsNumber = "https://fhir.nhs.uk/Id/nhs-number";
    private const string Local = "https://boroughbridge.example/fhir/Id/";
    private const string VerificationExtension = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";
    private const string VerificationSystem = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland";

    public static JsonObject Of(Person person, string childRef, HoldingOptions holder)
    {
        var patient = new JsonObject { ["resourceType"] = "Patient", ["id"] = childRef };
        var identifiers = new JsonArray(Identifier(Local + "ics-person-id", person.IcsPersonId));
        if (person.LaChildId is { Length: > 0 } laChildId) identifiers.Add((JsonNode)Identifier(Local + "la-child-id", laChildId));
        if (person.Upn is { Length: > 0 } upn) identifiers.Add((JsonNode)Identifier(Local + "upn", upn));
        if (person.NhsNumber is { Length: > 0 } nhsNumber) identifiers.Add((JsonNode)Untraced(nhsNumber));
        patient["identifier"] = identifiers;
        patient["active"] = true;

        var names = new JsonArray(new JsonObject { ["use"] = "official", ["family"] = person.Family, ["given"] = new JsonArray((JsonNode)person.Given) });
        foreach (var name in person.AlsoKnownAs) names.Add((JsonNode)new JsonObject { ["use"] = "usual", ["text"] = name });
        patient["name"] = names;
        if (person.Sex is { Length: > 0 } sex) patient["gender"] = sex;
        if (person.DateOfBirth is { } born) patient["birthDate"] = born.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        if (person.Address.Count > 0)
            patient["address"] = new JsonArray(new JsonObject { ["use"] = "home", ["line"] = new JsonArray([.. person.Address.Select(line => (JsonNode)line)]) });
        patient["managingOrganization"] = new JsonObject
        {
            ["identifier"] = Identifier(Local + "la-number", holder.LaNumber), ["display"] = holder.DisplayName,
        };

        return patient;
    }

    private static JsonObject Identifier(string system, string value) => new() { ["system"] = system, ["value"] = value };

    // 02: present but not traced; nobody here has asked the Personal Demographics Service.
    private static JsonObject Untraced(string nhsNumber) => new()
    {
        ["extension"] = new JsonArray(new JsonObject
        {
            ["url"] = VerificationExtension,
            ["valueCodeableConcept"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = VerificationSystem, ["code"] = "02" }) },
        }),
        ["system"] = NhsNumber,
        ["value"] = nhsNumber,
    };
}
