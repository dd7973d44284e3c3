using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Adapters.Electronic.Ics;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>Fetches a document's bytes and believes them only where they are what the list said.</summary>
internal sealed class DocumentBytes(IIcsApi ics, ElectronicOptions options)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The bytes, or why they are not taken.</summary>
    public async Task<(ReadOnlyMemory<byte> Bytes, RowFault? Fault)> FetchAsync(IcsDocument row, CancellationToken ct)
    {
        if (row.SizeBytes > (long)options.MostDocumentMegabytes << 20) return (default, new("sizeBytes", "too-large"));
        ReadOnlyMemory<byte>? found;
        try
        {
            found = await ics.ContentAsync(row.DocumentId, row.SizeBytes, ct);
        }
        catch (IcsAnswerException e)
        {
            return (default, new("content", e.Message));
        }

        if (found is not { } bytes) return (default, new("content", "missing"));
        if (bytes.Length != row.SizeBytes || Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) != row.Sha256) return (default, new("content", "other-bytes"));

        return IsWhatItSays(row.ContentType, bytes.Span) ? (bytes, null) : (default, new("content", "not-its-type"));
    }

    private static bool IsWhatItSays(string contentType, ReadOnlySpan<byte> bytes) => contentType switch
    {
        "application/pdf" => bytes.StartsWith("%PDF-"u8),
        "image/png" => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        "image/jpeg" => bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]),
        "text/plain" => IsText(bytes),
        _ => false,
    };

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetCharCount(bytes) > 0 && !bytes.Contains((byte)0);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
