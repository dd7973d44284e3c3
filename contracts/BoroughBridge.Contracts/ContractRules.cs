using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace BoroughBridge.Contracts;

/// <summary>Checks a contract that was read against the same attributes its JSON Schema is made from: forms, lengths, bounds.</summary>
public static class ContractRules
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Rule>> Known = new();

    /// <summary>Path of the first member that breaks its form, as <c>things[2].childRef</c>; none where all hold. Never the value.</summary>
    public static string? FirstFault(object contract) => FirstFault(contract, "");

    private static string? FirstFault(object contract, string path)
    {
        foreach (var rule in Known.GetOrAdd(contract.GetType(), Read))
        {
            var at = path.Length == 0 ? rule.Name : $"{path}.{rule.Name}";
            var value = rule.Property.GetValue(contract);
            if (value is null) continue;
            if (!rule.Attributes.All(attribute => attribute.IsValid(value))) return at;
            if (value is IEnumerable list and not string)
            {
                var index = 0;
                foreach (var item in list)
                {
                    if (item is null) return $"{at}[{index}]";
                    if (IsContract(item) && FirstFault(item, $"{at}[{index}]") is { } fault) return fault;
                    index++;
                }
            }
            else if (IsContract(value) && FirstFault(value, at) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static bool IsContract(object value) => value.GetType().Assembly == typeof(ContractRules).Assembly;

    private static Rule[] Read(Type type) => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => new Rule(property, JsonNamingPolicy.CamelCase.ConvertName(property.Name), [.. property.GetCustomAttributes<ValidationAttribute>()]))];

    private sealed record Rule(PropertyInfo Property, string Name, IReadOnlyList<ValidationAttribute> Attributes);
}
