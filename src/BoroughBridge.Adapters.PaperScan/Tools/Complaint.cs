namespace BoroughBridge.Adapters.PaperScan.Tools;

/// <summary>Recognises, in what a decoder says on standard error, that image data was damaged or cut short.</summary>
internal static class Complaint
{
    private static readonly string[] Damage =
    [
        "premature end", "Corrupt JPEG", "Bad huffman", "bad Huffman", "Unexpected EOF", "bad 2-D code", "bad two dim code", "bad black code", "bad white code", "CCITTFax row is wrong",
        "out of range", "DCT", "Bogus", "JBIG2", "Unknown compression", "Bad image", "Couldn't", "Illegal", "truncated", "too big", "memory",
    ];

    public static bool OfDamage(string complaints) =>
        complaints.Length > 0 && Damage.Any(sign => complaints.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
