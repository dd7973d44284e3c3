using System.Text.Encodings.Web;
using System.Text.Json;

namespace BoroughBridge.Host.Verbs;

/// <summary>Answers on standard output.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task JsonAsync(object value) => Console.Out.WriteLineAsync(JsonSerializer.Serialize(value, value.GetType(), Indented));

    public static Task LineAsync(string line) => Console.Out.WriteLineAsync(line);
}
