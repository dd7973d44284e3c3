using System.Globalization;
using System.Text;
using System.Text.Json;
using BoroughBridge.Holding.Records;

namespace BoroughBridge.Holding.Operator;

/// <summary>
/// Reads a person index as interfaces.md has it: CSV by its header, or a JSON array of objects with the same names. All of it is checked before any is taken.
/// </summary>
internal static class PersonImport
{
    /// <summary>Most bytes of an import.</summary>
    public const int MostBytes = 32 << 20;

    /// <summary>Most persons of an import.</summary>
    public const int MostPersons = 200_000;

    private const int MostText = 200;
    private static readonly string[] Columns =
        ["ics_person_id", "la_child_id", "given", "family", "also_known_as", "date_of_birth", "sex", "nhs_number", "upn", "family_group"];

    private static readonly string[] Required = ["ics_person_id", "given", "family"];

    public static IReadOnlyList<Person> Read(ReadOnlySpan<byte> bytes, bool json)
    {
        var text = Text(bytes);
        var persons = (json ? FromJson(text) : FromCsv(text)).Take(MostPersons + 1).ToArray();
        if (persons.Length > MostPersons) throw new ImportRefusedException(MostPersons, "rows", "too-many");
        if (persons.GroupBy(person => person.Person.IcsPersonId, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ImportRefusedException(twice.Last().Row, "ics_person_id", "twice");

        return [.. persons.Select(person => person.Person)];
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ImportRefusedException(1, "file", "not-utf-8");
        }
    }

    private static IEnumerable<(int Row, Person Person)> FromCsv(string text)
    {
        string[]? header = null;
        var row = 0;
        foreach (var fields in Csv.Rows(text))
        {
            row++;
            if (header is null)
            {
                header = Header([.. fields.Select(name => name.Trim())]);
                continue;
            }

            if (fields.Count != header.Length) throw new ImportRefusedException(row, "row", "field-count");
            var values = header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            yield return (row, PersonOf(row, name => values.GetValueOrDefault(name)));
        }

        if (header is null) throw new ImportRefusedException(1, "header", "missing");
    }

    private static string[] Header(string[] names)
    {
        if (names.FirstOrDefault(name => !Columns.Contains(name)) is not null) throw new ImportRefusedException(1, "header", "unknown-column");
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length) throw new ImportRefusedException(1, "header", "column-twice");
        if (Required.FirstOrDefault(name => !names.Contains(name)) is { } missing) throw new ImportRefusedException(1, missing, "missing");

        return names;
    }

    private static IEnumerable<(int Row, Person Person)> FromJson(string text)
    {
        using var document = Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new ImportRefusedException(1, "file", "not-an-array");
        var row = 0;
        foreach (var item in document.RootElement.EnumerateArray())
        {
            row++;
            if (item.ValueKind != JsonValueKind.Object) throw new ImportRefusedException(row, "row", "not-an-object");
            if (item.EnumerateObject().Any(member => !Columns.Contains(member.Name))) throw new ImportRefusedException(row, "row", "unknown-member");
            yield return (row, PersonOf(row, name => Member(row, item, name)));
        }
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, new() { MaxDepth = 8 });
        }
        catch (JsonException e)
        {
            throw new ImportRefusedException((int)(e.LineNumber ?? 0) + 1, "file", "not-json");
        }
    }

    private static string? Member(int row, JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out var value)) return null;

        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array when name == "also_known_as" && value.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.String) =>
                string.Join(';', value.EnumerateArray().Select(entry => entry.GetString())),
            _ => throw new ImportRefusedException(row, name, "not-text"),
        };
    }

    private static Person PersonOf(int row, Func<string, string?> of)
    {
        return new()
        {
            IcsPersonId = Needed("ics_person_id"),
            LaChildId = Optional("la_child_id"),
            Given = Needed("given"),
            Family = Needed("family"),
            AlsoKnownAs = (Optional("also_known_as") ?? "").Split([';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            DateOfBirth = Day("date_of_birth"),
            Sex = Gender("sex"),
            NhsNumber = Optional("nhs_number"),
            Upn = Optional("upn"),
            FamilyGroup = Optional("family_group"),
        };

        string Needed(string field) => Optional(field) ?? throw new ImportRefusedException(row, field, "required");

        string? Optional(string field)
        {
            // NFC, so that one name is one text however it was typed (EDGE-6).
            var value = of(field)?.Trim().Normalize(NormalizationForm.FormC);
            if (string.IsNullOrEmpty(value)) return null;
            if (value.Length > MostText) throw new ImportRefusedException(row, field, "too-long");

            return value.Any(char.IsControl) ? throw new ImportRefusedException(row, field, "control-character") : value;
        }

        DateOnly? Day(string field)
        {
            if (Optional(field) is not { } value) return null;

            return DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day : throw new ImportRefusedException(row, field, "not-a-date"); // never guessed (EDGE-9)
        }

        string? Gender(string field) => Optional(field)?.ToUpperInvariant() switch
        {
            null => null,
            "M" or "MALE" or "1" => "male",
            "F" or "FEMALE" or "2" => "female",
            "O" or "OTHER" or "I" => "other",
            "U" or "UNKNOWN" or "0" or "9" or "N" => "unknown",
            _ => throw new ImportRefusedException(row, field, "not-a-code"),
        };
    }
}
