using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace BoroughBridge.Host.Configuration;

/// <summary>Checks every object of the options, and all they hold, by their data annotations: one line for each fault, with the key's path.</summary>
internal static class OptionsFaults
{
    public static IEnumerable<string> Of(object options) => Of(options, "");

    private static IEnumerable<string> Of(object value, string path)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || property.GetMethod is not { IsPublic: true }) continue;
            var at = path.Length == 0 ? property.Name : $"{path}:{property.Name}";
            var held = property.GetValue(value);
            var context = new ValidationContext(value) { MemberName = property.Name, DisplayName = property.Name };
            var fault = property.GetCustomAttributes<ValidationAttribute>()
                .OrderBy(attribute => attribute is RequiredAttribute ? 0 : 1)
                .FirstOrDefault(attribute => !Holds(attribute, held, context));

            if (fault is not null) yield return $"{at} {Phrase(fault)}";
            else foreach (var inner in Inside(held, at)) yield return inner;
        }

        if (value is not IValidatableObject self) yield break;
        foreach (var result in self.Validate(new ValidationContext(value)))
            yield return path.Length == 0 ? result.ErrorMessage ?? "is not valid" : $"{path}:{result.ErrorMessage}";
    }

    private static IEnumerable<string> Inside(object? held, string at) => held switch
    {
        null or string => [],
        IDictionary entries => entries.Keys.Cast<object>().SelectMany(key => Inside(entries[key], $"{at}:{key}")),
        IEnumerable items => items.Cast<object?>().SelectMany((item, index) => Inside(item, $"{at}:{index}")),
        _ when held.GetType().Namespace?.StartsWith("BoroughBridge", StringComparison.Ordinal) == true && !held.GetType().IsEnum => Of(held, at),
        _ => [],
    };

    private static bool Holds(ValidationAttribute attribute, object? value, ValidationContext context) => attribute switch
    {
        UrlAttribute => value is null or "" || (value is string text && IsUrl(text)),
        _ => attribute.GetValidationResult(value, context) == ValidationResult.Success,
    };

    /// <summary>Stricter than the attribute, which takes any text that starts like a URL.</summary>
    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0;

    private static string Phrase(ValidationAttribute attribute) => attribute switch
    {
        RequiredAttribute => "is required",
        UrlAttribute => "is not an http or https URL",
        RegularExpressionAttribute form => $"does not have the form {form.Pattern}",
        RangeAttribute range => $"must be from {range.Minimum} to {range.Maximum}",
        MinLengthAttribute least => $"needs at least {least.Length}",
        MaxLengthAttribute most => $"may have at most {most.Length}",
        StringLengthAttribute length => $"must have {length.MinimumLength} to {length.MaximumLength} characters",
        _ => attribute.ErrorMessage ?? "is not valid",
    };
}
