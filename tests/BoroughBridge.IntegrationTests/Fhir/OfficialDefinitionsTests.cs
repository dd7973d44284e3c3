using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using BoroughBridge.Fhir;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Fhir;

/// <summary>Every member of every record, against the StructureDefinition that R4 publishes for it.</summary>
internal sealed class OfficialDefinitionsTests
{
    private static readonly Dictionary<string, string> Primitives = new()
    {
        ["Id"] = "id",
        ["Code"] = "code",
        ["Uri"] = "uri",
        ["Url"] = "url",
        ["Canonical"] = "canonical",
        ["Markdown"] = "markdown",
        ["Xhtml"] = "xhtml",
        ["Base64"] = "base64Binary",
        ["Date"] = "date",
        ["DateTime"] = "dateTime",
        ["Instant"] = "instant",
        ["PositiveInt"] = "positiveInt",
        ["UnsignedInt"] = "unsignedInt",
        ["Reference"] = "string",
        ["Text"] = "string",
    };

    /// <summary>Where the package that carries the definitions differs from R4 as published at hl7.org/fhir/R4.</summary>
    private static readonly string[] AddedByThePackage = ["AuditEvent.source.observer: targets", "Bundle.entry.response.outcome: outcome is Resource"];

    private Dictionary<string, JsonElement> elements = [];
    private Dictionary<string, string[]> codes = [];

    [OneTimeSetUp]
    public async Task ReadAsync()
    {
        await TestTools.InstallAsync();
        elements = Entries("profiles-types.json").Concat(Entries("profiles-resources.json")).Where(entry => entry.GetProperty("resourceType").GetString() == "StructureDefinition")
            .SelectMany(definition => definition.GetProperty("snapshot").GetProperty("element").EnumerateArray())
            .GroupBy(element => element.GetProperty("path").GetString()!).ToDictionary(group => group.Key, group => group.First());
        codes = Entries("valuesets.json").Where(entry => entry.GetProperty("resourceType").GetString() == "CodeSystem" && entry.TryGetProperty("concept", out _))
            .GroupBy(system => system.GetProperty("url").GetString()!).ToDictionary(group => group.Key, group => Concepts(group.First()).ToArray());
    }

    [Test]
    public void Every_record_is_as_R4_defines_it()
    {
        var faults = new List<string>();
        var seen = 0;
        var kinds = typeof(Resource).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(derived => (derived.DerivedType, Path: (string)derived.TypeDiscriminator!));
        foreach (var (type, path) in kinds) Compare(type, path, faults, [], ref seen);

        Assert.That(faults.Where(fault => !AddedByThePackage.Any(fault.StartsWith)), Is.Empty);
        Assert.That(seen, Is.GreaterThan(600));
    }

    private void Compare(Type type, string path, List<string> faults, HashSet<string> done, ref int seen)
    {
        if (!done.Add(path)) return;
        foreach (var property in type.GetProperties().Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null && property.Name != "EqualityContract"))
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (name.StartsWith('_')) continue;
            seen++;
            var choice = property.GetCustomAttribute<ChoiceAttribute>();
            var at = choice is null ? $"{path}.{name}" : $"{path}.{choice.Name}[x]";
            if (!elements.TryGetValue(at, out var element))
            {
                faults.Add($"{at}: not in R4");
                continue;
            }

            var item = ItemOf(property.PropertyType, out var isList);
            var officialList = element.GetProperty("max").GetString() != "1";
            if (isList != officialList) faults.Add($"{path}.{name}: list {isList}, in R4 {officialList}");
            var officialRequired = element.GetProperty("min").GetInt32() > 0;
            var required = choice?.Required ?? property.GetCustomAttribute<RequiredMemberAttribute>() is not null;
            if (required != officialRequired && !(choice is not null && officialRequired)) faults.Add($"{path}.{name}: required {required}, in R4 {officialRequired}");
            CompareType(property, item, name, choice, at, element, faults);
            CompareCodes(property, at, element, faults);
            CompareTargets(property, at, element, faults);

            if (typeof(Element).IsAssignableFrom(item)) Compare(item, typeof(BackboneElement).IsAssignableFrom(item) ? PathOf(element, at) : item.Name, faults, done, ref seen);
        }
    }

    private static string PathOf(JsonElement element, string at) => element.TryGetProperty("contentReference", out var elsewhere) ? elsewhere.GetString()!.TrimStart('#') : at;

    private static void CompareType(PropertyInfo property, Type item, string name, ChoiceAttribute? choice, string at, JsonElement element, List<string> faults)
    {
        if (element.TryGetProperty("contentReference", out _)) return;
        var official = element.GetProperty("type").EnumerateArray().Select(type => type.GetProperty("code").GetString()!.Replace("http://hl7.org/fhirpath/System.", "")).ToArray();
        var ours = item == typeof(string) ? property.GetCustomAttribute<OneOfAttribute>() is not null ? "code" : Primitives[(property.GetCustomAttribute<FormatAttribute>()?.Format ?? Format.Text).ToString()]
            : item == typeof(bool) ? "boolean" : item == typeof(decimal) ? "decimal"
            : item == typeof(int) ? property.GetCustomAttribute<FormatAttribute>() is { } format ? Primitives[format.Format.ToString()] : "integer"
            : typeof(BackboneElement).IsAssignableFrom(item) ? "BackboneElement" : item == typeof(Resource) ? "Resource" : item.Name;
        var fits = official.Contains(ours) || (ours is "string" or "id" or "uri" && official.Contains("String"))
            || (ours == "BackboneElement" && official.Contains("Element")) || (ours == "Quantity" && official.Any(type => type is "Duration" or "Age" or "SimpleQuantity"));
        if (!fits) faults.Add($"{at}: {name} is {ours}, in R4 {string.Join(',', official)}");
        if (choice is not null && !string.Equals(name, choice.Name + ours, StringComparison.OrdinalIgnoreCase)) faults.Add($"{at}: {name} should end in {ours}");
    }

    private void CompareCodes(PropertyInfo property, string at, JsonElement element, List<string> faults)
    {
        if (property.GetCustomAttribute<OneOfAttribute>() is not { } oneOf) return;
        if (!element.TryGetProperty("binding", out var binding) || binding.GetProperty("strength").GetString() != "required") faults.Add($"{at}: no required binding in R4");
        var set = binding.GetProperty("valueSet").GetString()!.Split('|')[0];
        var system = Entries("valuesets.json").First(entry => entry.GetProperty("resourceType").GetString() == "ValueSet" && entry.GetProperty("url").GetString() == set)
            .GetProperty("compose").GetProperty("include").EnumerateArray().SelectMany(include => include.TryGetProperty("concept", out var listed)
                ? listed.EnumerateArray().Select(concept => concept.GetProperty("code").GetString()!)
                : codes.GetValueOrDefault(include.GetProperty("system").GetString()!, ["?"]));
        if (!oneOf.Codes.Order(StringComparer.Ordinal).SequenceEqual(system.Distinct().Order(StringComparer.Ordinal))) faults.Add($"{at}: codes differ from {set}: R4 has {string.Join(',', system)}");
    }

    private static void CompareTargets(PropertyInfo property, string at, JsonElement element, List<string> faults)
    {
        var references = element.TryGetProperty("type", out var types) ? types.EnumerateArray().Where(type => type.GetProperty("code").GetString() == "Reference").ToArray() : [];
        if (references.Length == 0 || ItemOf(property.PropertyType, out _) != typeof(Reference)) return;
        var official = references.SelectMany(type => type.TryGetProperty("targetProfile", out var targets) ? targets.EnumerateArray().Select(target => target.GetString()!) : [])
            .Where(target => target.StartsWith("http://hl7.org/fhir/", StringComparison.Ordinal)).Select(target => target.Split('/')[^1]).Where(target => target != "Resource").ToArray();
        var ours = property.GetCustomAttribute<TargetsAttribute>()?.Types ?? [];
        if (!ours.Order(StringComparer.Ordinal).SequenceEqual(official.Distinct().Order(StringComparer.Ordinal))) faults.Add($"{at}: targets are {string.Join(',', ours)}, in R4 {string.Join(',', official)}");
    }

    private static Type ItemOf(Type type, out bool isList)
    {
        isList = type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
        var item = isList ? type.GetGenericArguments()[0] : type;

        return Nullable.GetUnderlyingType(item) ?? item;
    }

    private static IEnumerable<string> Concepts(JsonElement from) => !from.TryGetProperty("concept", out var concepts) ? []
        : concepts.EnumerateArray().SelectMany(concept => Concepts(concept).Prepend(concept.GetProperty("code").GetString()!));

    private static readonly Dictionary<string, JsonElement[]> Read = [];

    private static JsonElement[] Entries(string name)
    {
        if (Read.TryGetValue(name, out var known)) return known;
        var file = Path.Combine(TestTools.Folder, "node_modules", "@medplum", "definitions", "dist", "fhir", "r4", name);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));

        return Read[name] = [.. document.RootElement.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource").Clone())];
    }
}
