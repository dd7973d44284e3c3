namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>What a file is by its first bytes; its name is never asked.</summary>
internal enum ScanFormat
{
    Unknown,
    Pdf,
    Tiff,
    Jpeg,
    Png,
}

internal static class ScanFormats
{
    /// <summary>A PDF may have up to 1,024 bytes before its header (ISO 32000-1, Annex H), but a scanner has no reason to.</summary>
    public static ScanFormat Of(ReadOnlySpan<byte> start) => start switch
    {
        _ when start.StartsWith("%PDF-"u8) => ScanFormat.Pdf,
        _ when start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) => ScanFormat.Tiff,
        _ when start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => ScanFormat.Jpeg,
        _ when start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) => ScanFormat.Png,
        _ => ScanFormat.Unknown,
    };

    public static async Task<ScanFormat> OfFileAsync(string path, CancellationToken ct)
    {
        var start = new byte[16];
        await using var file = File.OpenRead(path);

        return Of(start.AsSpan(0, await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct)));
    }
}

/// <summary>A file that is not taken as a scan; the message is the reason code it is held or rejected by.</summary>
internal sealed class UnfitScanException(string code, bool rejected = false) : Exception(code)
{
    public string Code { get; } = code;

    /// <summary>Rejected: no person could make a scan of it. Held: a person may.</summary>
    public bool Rejected { get; } = rejected;
}
