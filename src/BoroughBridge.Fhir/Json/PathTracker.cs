using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BoroughBridge.Fhir;

/// <summary>Where in the JSON a reader is, as an element path.</summary>
internal sealed class PathTracker
{
    private readonly List<Step> _steps = [];
    private string? _name;

    /// <summary>The path of the value last taken.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var step in _steps)
            {
                if (step.Name is not null) text.Append(text.Length > 0 ? "." : "").Append(step.Name);
                if (step.IsArray && step.Index >= 0) text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }

            if (_name is not null) text.Append(text.Length > 0 ? "." : "").Append(_name);

            return text.Length == 0 ? "$" : text.ToString();
        }
    }

    public void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _name = JsonGate.SafeName(reader.GetString()!);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Count();
                _steps.Add(new(_name, reader.TokenType == JsonTokenType.StartArray, -1));
                _name = null;
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _name = _steps[^1].Name;
                _steps.RemoveAt(_steps.Count - 1);
                break;
            default:
                Count();
                break;
        }
    }

    private void Count()
    {
        if (_steps.Count > 0 && _steps[^1].IsArray) _steps[^1] = _steps[^1] with { Index = _steps[^1].Index + 1 };
    }

    private readonly record struct Step(string? Name, bool IsArray, int Index);
}
