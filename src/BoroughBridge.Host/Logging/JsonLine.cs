using System.Globalization;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace BoroughBridge.Host.Logging;

/// <summary>
/// One event as one line of JSON. Only what the message template names is written: scopes (request paths, connection ids), and the texts
/// of exceptions, could carry a person's data. An exception is its types and its frames.
/// </summary>
internal sealed class JsonLine(string role) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", logEvent.Level.ToString());
            json.WriteString("role", role);
            json.WriteString("source", LogText.Source(logEvent));
            json.WriteString("message", LogText.Message(logEvent));
            json.WriteStartObject("values");
            foreach (var name in logEvent.MessageTemplate.Tokens.OfType<PropertyToken>().Select(token => token.PropertyName).Distinct())
            {
                if (logEvent.Properties.TryGetValue(name, out var value)) json.WriteString(name, LogText.Value(value));
            }

            json.WriteEndObject();
            if (logEvent.Exception is { } exception) json.WriteString("exception", LogText.Of(exception));
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
