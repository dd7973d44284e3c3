using BoroughBridge.Holding.Vault;

namespace BoroughBridge.Adapters.PaperScan.Intake;

/// <summary>
/// Seals small things (file names, page readings, facts) under the holder's key. The place a value is kept at is bound in, so a sealed value
/// moved elsewhere does not open.
/// </summary>
internal sealed class Sealer(Envelope envelope, LookupKey lookup)
{
    public byte[] Seal(ReadOnlySpan<byte> value, string place) => SealedBody.SealColumn(envelope, place, value);

    /// <exception cref="SealBrokenException">Altered, moved or sealed under another key.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, string place) => SealedBody.OpenColumn(envelope, place, box);

    /// <summary>A keyed mark by which equal values find each other and from which nothing can be read.</summary>
    public string Mark(string kind, string value) => lookup.Of("paper-" + kind, value);
}
