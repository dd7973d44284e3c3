using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace BoroughBridge.Contracts;

/// <summary>
/// JSON in the one form that is hashed and signed: RFC 8785 (JCS) for the values we allow. Object names in UTF-16 code unit
/// order, no white space, shortest escapes; numbers must be integers within 2^53 or are refused.
/// </summary>
public static class CanonicalJson
{
    private const long MostNumber = 1L << 53;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical UTF-8 bytes of a value.</summary>
    /// <exception cref="FormatException">A number is not an integer, an object names a member twice, or a text is not Unicode.</exception>
    public static byte[] Bytes(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, value);

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The canonical UTF-8 bytes of an object serialised with <see cref="Wire.Json"/>.</summary>
    public static byte[] Bytes<T>(T value) => Bytes(JsonSerializer.SerializeToElement(value, Wire.Json));

    /// <summary>Writes the canonical UTF-8 bytes of a value; what is written before a refusal stays written.</summary>
    /// <inheritdoc cref="Bytes(JsonElement)"/>
    public static void Write(IBufferWriter<byte> to, JsonElement value)
    {
        try
        {
            WriteValue(to, value);
        }
        catch (Exception e) when (e is InvalidOperationException or EncoderFallbackException)
        {
            throw new FormatException("text-not-unicode"); // half a surrogate pair; the inner message would quote it
        }
    }

    private static void WriteValue(IBufferWriter<byte> to, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(to, value);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) to.Write(","u8);
                    first = false;
                    WriteValue(to, item);
                }

                to.Write("]"u8);
                break;
            case JsonValueKind.Number:
                if (!value.TryGetInt64(out var number) || number is > MostNumber or < -MostNumber) throw new FormatException("number-not-integer");
                Utf8Number(to, number);
                break;
            case JsonValueKind.String:
                var raw = JsonMarshal.GetRawUtf8Value(value);
                if (IsPlain(raw)) to.Write(raw);
                else Text(to, value.GetString()!);
                break;
            default:
                to.Write(value.ValueKind switch { JsonValueKind.True => "true"u8, JsonValueKind.False => "false"u8, _ => "null"u8 });
                break;
        }
    }

    private static void WriteObject(IBufferWriter<byte> to, JsonElement value)
    {
        var members = value.EnumerateObject().ToArray();
        Array.Sort(members, Compare);

        to.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                if (Compare(members[i], members[i - 1]) == 0) throw new FormatException("member-twice");
                to.Write(","u8);
            }

            var raw = JsonMarshal.GetRawUtf8PropertyName(members[i]);
            if (IsPlain(raw))
            {
                to.Write("\""u8);
                to.Write(raw);
                to.Write("\""u8);
            }
            else
            {
                Text(to, members[i].Name);
            }

            to.Write(":"u8);
            WriteValue(to, members[i].Value);
        }

        to.Write("}"u8);
    }

    // By UTF-16 code units; of ASCII the bytes are in that order already.
    private static int Compare(JsonProperty a, JsonProperty b)
    {
        ReadOnlySpan<byte> left = JsonMarshal.GetRawUtf8PropertyName(a), right = JsonMarshal.GetRawUtf8PropertyName(b);

        return IsPlain(left) && IsPlain(right) ? left.SequenceCompareTo(right) : string.CompareOrdinal(a.Name, b.Name);
    }

    /// <summary>ASCII without an escape in it: as it was sent it is canonical, for JSON has no control character unescaped.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> text) => Ascii.IsValid(text) && !text.Contains((byte)'\\');

    private static void Utf8Number(IBufferWriter<byte> to, long number)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(number, to.GetSpan(20), out var written);
        to.Advance(written);
    }

    // RFC 8785 3.2.2.2: quotation mark, reverse solidus and control characters are escaped, nothing else.
    private static void Text(IBufferWriter<byte> to, string text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        to.Write(StrictUtf8.GetBytes(json.Append('"').ToString()));
    }
}
