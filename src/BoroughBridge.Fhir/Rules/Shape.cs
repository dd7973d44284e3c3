using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BoroughBridge.Fhir;

/// <summary>What the rules need to know of a record, read once from its members and their attributes.</summary>
internal sealed class Shape
{
    private static readonly ConcurrentDictionary<Type, Shape> Known = new();

    public required IReadOnlyList<Member> Members { get; init; }
    public required IReadOnlyList<Choice> Choices { get; init; }

    public static Shape Of(Type type) => Known.GetOrAdd(type, Read);

    private static Shape Read(Type type)
    {
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null && property.Name != "EqualityContract")
            .Select(property => new Member(property)).ToArray();
        var choices = members.Where(member => member.Choice is not null).GroupBy(member => member.Choice!.Name)
            .Select(group => new Choice(group.Key, group.Any(member => member.Choice!.Required), [.. group])).ToArray();

        return new() { Members = members, Choices = choices };
    }
}

/// <summary>The members of one <c>name[x]</c>.</summary>
internal sealed record Choice(string Name, bool Required, IReadOnlyList<Member> Members);

/// <summary>One element.</summary>
internal sealed class Member(PropertyInfo property)
{
    /// <summary>Its name in JSON.</summary>
    public string Name { get; } = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
    public bool Required { get; } = property.GetCustomAttribute<RequiredMemberAttribute>() is not null;
    public Format Format { get; } = property.GetCustomAttribute<FormatAttribute>()?.Format ?? Format.Text;
    public IReadOnlyList<string>? Codes { get; } = property.GetCustomAttribute<OneOfAttribute>()?.Codes;
    public IReadOnlyList<string>? Targets { get; } = property.GetCustomAttribute<TargetsAttribute>()?.Types;
    public ChoiceAttribute? Choice { get; } = property.GetCustomAttribute<ChoiceAttribute>();
    public bool IsList { get; } = property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType);

    public object? Of(object owner) => property.GetValue(owner);
}
