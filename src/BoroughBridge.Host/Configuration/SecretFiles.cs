using System.Collections;
using System.Reflection;
using BoroughBridge.Storage;

namespace BoroughBridge.Host.Configuration;

/// <summary>Every key named <c>…File</c> or <c>…Files</c> names a file that must be there and be readable before anything starts; databases make their own.</summary>
internal static class SecretFiles
{
    public static IEnumerable<string> Faults(object options, string path = "")
    {
        if (options is DatabaseOptions) yield break;
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || property.GetValue(options) is not { } held) continue;
            var at = path.Length == 0 ? property.Name : $"{path}:{property.Name}";
            var isFile = property.Name.EndsWith("File", StringComparison.Ordinal) || property.Name.EndsWith("Files", StringComparison.Ordinal);

            foreach (var fault in Inside(held, at, isFile)) yield return fault;
        }
    }

    private static IEnumerable<string> Inside(object held, string at, bool isFile) => held switch
    {
        string file => isFile && file.Length > 0 && !IsReadable(file) ? [$"{at} names a file that is not there or cannot be read"] : [],
        IDictionary entries => entries.Keys.Cast<object>().SelectMany(key => Inside(entries[key]!, $"{at}:{key}", isFile)),
        IEnumerable items => items.Cast<object>().SelectMany((item, index) => Inside(item, $"{at}:{index}", isFile)),
        _ when held.GetType().Namespace?.StartsWith("BoroughBridge", StringComparison.Ordinal) == true && !held.GetType().IsEnum => Faults(held, at),
        _ => [],
    };

    private static bool IsReadable(string file)
    {
        try
        {
            using var opened = File.OpenRead(file);

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
