using System.Text.Json;

namespace BoroughBridge.Adapters.Electronic.Ics;

/// <summary>Why a row cannot be taken: the field by its path in the row, and a code. Never a value.</summary>
public sealed record RowFault(string Field, string Code);

/// <summary>One row as it came: its key (none where not even that can be read), what it is, or why it cannot be taken.</summary>
public sealed record IcsRow<T>(string? Key, T? Value, RowFault? Fault, JsonElement Raw)
    where T : class;

/// <summary>Reads rows one at a time.</summary>
public static class IcsRows
{
    /// <summary>Most rows of one collection.</summary>
    public const int Most = 5000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 16,
        PropertyNameCaseInsensitive = false,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The rows of a collection, <c>{"items": [...]}</c>.</summary>
    /// <exception cref="IcsAnswerException">It is no collection, or too long a one.</exception>
    public static IReadOnlyList<IcsRow<T>> Of<T>(JsonElement collection, string keyName)
        where T : class
    {
        if (collection.ValueKind != JsonValueKind.Object || !collection.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
            throw new IcsAnswerException("not-a-collection");
        if (items.GetArrayLength() > Most) throw new IcsAnswerException("too-many-rows");

        return [.. items.EnumerateArray().Select(item => One<T>(item, keyName))];
    }

    /// <summary>One row.</summary>
    public static IcsRow<T> One<T>(JsonElement item, string keyName)
        where T : class
    {
        var key = item.ValueKind == JsonValueKind.Object && item.TryGetProperty(keyName, out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        if (!IcsRules.IsId(key)) return new(null, null, new(keyName, "id"), item);
        // Nullability holds for members, not for what is in a list.
        if (HasNullItem(item)) return new(key, null, new("row", "null-in-list"), item);
        try
        {
            var value = item.Deserialize<T>(Options);

            return value is null ? new(key, null, new("", "null"), item) : new(key, value, IcsRules.Check(value), item);
        }
        catch (JsonException e)
        {
            return new(key, null, new(Field(e), "shape"), item);
        }
        catch (InvalidOperationException)
        {
            return new(key, null, new("", "text"), item); // a lone surrogate
        }
    }

    private static bool HasNullItem(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(member => HasNullItem(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null || HasNullItem(item)),
        _ => false,
    };

    /// <summary>Where it went wrong, as a path of names: the names are ours or the contract's unless the row invents some, so they are bounded and cleaned.</summary>
    private static string Field(JsonException e)
    {
        var path = (e.Path ?? "").TrimStart('$', '.');
        var clean = new string([.. path.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '[' or ']').Take(80)]);

        return clean.Length > 0 ? clean : "row";
    }
}
