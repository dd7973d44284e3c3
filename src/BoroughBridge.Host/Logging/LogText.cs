using System.Globalization;
using Serilog.Events;
using Serilog.Parsing;

namespace BoroughBridge.Host.Logging;

/// <summary>The texts both log formats share.</summary>
internal static class LogText
{
    private const int MostCharacters = 4000;

    /// <summary>The template with its values, texts without quotation marks.</summary>
    public static string Message(LogEvent logEvent) => Bounded(string.Concat(logEvent.MessageTemplate.Tokens.Select(token =>
        token is PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value) ? Value(value) : token.ToString())).ReplaceLineEndings(" "));

    public static string Value(LogEventPropertyValue value) =>
        Bounded(value is ScalarValue { Value: { } scalar } ? Convert.ToString(scalar, CultureInfo.InvariantCulture) ?? "" : value.ToString(null, CultureInfo.InvariantCulture));

    public static string Source(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("SourceContext", out var source) && source is ScalarValue { Value: string text } ? text : "";

    /// <summary>The types of an exception and of those inside it.</summary>
    public static string Kinds(Exception exception) => string.Join(" < ", Chain(exception).Select(e => e.GetType().Name));

    /// <summary>Types and frames, without any message.</summary>
    public static string Of(Exception exception) => string.Join('\n', Chain(exception).Select(e => $"{e.GetType().FullName}\n{e.StackTrace}"));

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        var depth = 0;
        for (Exception? e = exception; e is not null && depth < 8; e = e.InnerException, depth++) yield return e;
    }

    private static string Bounded(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters];
}
