using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace BoroughBridge.Host.Configuration;

/// <summary>Compares what is configured with what can be configured: a key nobody reads is a mistake nobody would notice.</summary>
internal static class KnownKeys
{
    private const int MostDepth = 12;

    /// <summary>A line for each key that is not known, stands twice, or has a value of the wrong kind.</summary>
    public static IEnumerable<string> Faults(IConfiguration at, Type type, int depth = 0)
    {
        if (depth > MostDepth) return [$"{PathOf(at)} is nested too deep"];
        if (ItemOf(type) is { } item) return at.GetChildren().SelectMany(child => OfValue(child, item, depth));

        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);

        return at.GetChildren().SelectMany(child => properties.TryGetValue(child.Key, out var property) && IsSet(property)
            ? OfValue(child, property.PropertyType, depth)
            : [$"{child.Path} is not known"]);
    }

    private static IEnumerable<string> OfValue(IConfigurationSection section, Type declared, int depth)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (!IsLeaf(type)) return section.Value is { Length: > 0 } ? [$"{section.Path} must be {Kind(type)}"] : Faults(section, type, depth + 1);
        if (section.GetChildren().Any()) return [$"{section.Path} must be {Kind(type)}"];

        return section.Value is null || type == typeof(string) || Converts(section.Value, type) ? [] : [$"{section.Path} must be {Kind(type)}"];
    }

    private static bool Converts(string text, Type type)
    {
        try
        {
            if (type.IsEnum) return text.Length > 0 && !char.IsDigit(text[0]) && text[0] != '-' && Enum.TryParse(type, text, ignoreCase: true, out _);

            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(type)),
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) || type == typeof(decimal) => "a number",
        _ when type == typeof(DateOnly) => "a day, yyyy-MM-dd",
        _ when type == typeof(TimeSpan) => "a time span, hh:mm:ss",
        _ when type == typeof(string) => "one text",
        _ when IsLeaf(type) => $"a {type.Name}",
        _ when typeof(IDictionary).IsAssignableFrom(type) => "an object",
        _ when ItemOf(type) is not null => "a list",
        _ => "an object",
    };

    private static bool IsLeaf(Type type) => type == typeof(string) || type.IsPrimitive || type.IsEnum
        || type == typeof(DateOnly) || type == typeof(TimeSpan) || type == typeof(DateTimeOffset) || type == typeof(decimal) || type == typeof(Uri);

    /// <summary>Settable, or a collection that is filled.</summary>
    private static bool IsSet(PropertyInfo property) => property.SetMethod is { IsPublic: true } || ItemOf(property.PropertyType) is not null;

    /// <summary>The type of a list's items or a dictionary's values; none for anything else.</summary>
    internal static Type? ItemOf(Type type) =>
        type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType ? type.GetGenericArguments()[^1] : null;

    private static string PathOf(IConfiguration at) => (at as IConfigurationSection)?.Path ?? "the file";
}
