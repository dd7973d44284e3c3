namespace BoroughBridge.Fhir;

/// <summary>One search parameter of an endpoint. <paramref name="Kind"/> is R4's: token, date, reference.</summary>
public sealed record OfferedParameter(string Name, string Kind);

/// <summary>One resource type of an endpoint: its interactions (<c>read</c>, <c>search-type</c> ...) and search parameters.</summary>
public sealed record OfferedResource(string Type, IReadOnlyList<string> Interactions, IReadOnlyList<OfferedParameter> Search);

/// <summary>Builds the answer at <c>/fhir/metadata</c>.</summary>
public static class Capabilities
{
    public const string FhirVersion = "4.0.1";

    /// <summary>What issue 2's endpoints offer: Patient, CarePlan, DocumentReference, Binary, by id.</summary>
    public static IReadOnlyList<OfferedResource> FirstSlice { get; } =
        [new("Binary", ["read"], []), new("CarePlan", ["read"], []), new("DocumentReference", ["read"], []), new("Patient", ["read"], [])];

    /// <param name="baseUrl">Where the FHIR endpoint is.</param>
    /// <param name="version">Version of the software.</param>
    /// <param name="released">Day this version was released.</param>
    /// <param name="resources">What it offers.</param>
    /// <param name="smart">Where its SMART endpoints are; none where it has none.</param>
    public static CapabilityStatement Build(string baseUrl, string version, DateOnly released, IReadOnlyList<OfferedResource> resources, string? smart = null) => new()
    {
        Status = "active",
        Date = FhirDates.Of(released),
        Kind = "instance",
        Software = new() { Name = "BoroughBridge", Version = version },
        Implementation = new() { Description = "Gateway between two boroughs' case files of looked-after children", Url = baseUrl },
        FhirVersion = FhirVersion,
        Format = ["json", FhirJson.ContentType],
        Rest =
        [
            new()
            {
                Mode = "server",
                Security = new()
                {
                    Cors = smart is null ? null : true,
                    Extension = smart is null ? null : [new()
                    {
                        Url = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                        Extension =
                        [
                            new() { Url = "authorize", ValueUri = smart + "/authorize" },
                            new() { Url = "token", ValueUri = smart + "/token" },
                            new() { Url = "revoke", ValueUri = smart + "/revoke" },
                        ],
                    }],
                    Service = [new() { Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/restful-security-service", Code = "SMART-on-FHIR" }] }],
                    Description = "A token of the caller’s own authority. What is read is decided by allocation; refused and absent are answered alike. X-Purpose-Of-Use names the purpose.",
                },
                Resource =
                [
                    .. resources.OrderBy(resource => resource.Type, StringComparer.Ordinal).Select(resource => new CapabilityResource
                    {
                        Type = resource.Type,
                        Profile = $"http://hl7.org/fhir/StructureDefinition/{resource.Type}",
                        Interaction = [.. resource.Interactions.Select(code => new CapabilityInteraction { Code = code })],
                        Versioning = "no-version",
                        SearchParam = [.. resource.Search.Select(parameter => new CapabilitySearchParam { Name = parameter.Name, Type = parameter.Kind })],
                    }),
                ],
            },
        ],
    };
}
