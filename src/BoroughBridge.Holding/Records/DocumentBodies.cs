using BoroughBridge.Access;
using BoroughBridge.Holding.Vault;

namespace BoroughBridge.Holding.Records;

/// <summary>A document's bytes and pages on their way into the store: bounded, hashed, sealed.</summary>
internal sealed class DocumentBodies(Envelope envelope, DocumentVault vault)
{
    private const int MostInline = 16 * 1024;
    private const int MostPages = 5000;
    private const long MostBytes = 512L << 20;

    /// <summary>The whole first, then each page, with what its bytes are known by.</summary>
    /// <exception cref="RecordRefusedException">Empty, too large, too many pages, or a content type that is none.</exception>
    public static IReadOnlyList<(string ContentType, ReadOnlyMemory<byte> Bytes, BodyDigest Digest)> Measure(DocumentBody body)
    {
        if (!Contracts.Ids.IsId(body.BinaryId)) throw new RecordRefusedException("binary-id");
        if (body.Bytes.IsEmpty) throw new RecordRefusedException("document-empty");
        if (body.Pages.Count > MostPages) throw new RecordRefusedException("document-pages");
        if (body.Bytes.Length + body.Pages.Sum(page => (long)page.Bytes.Length) > MostBytes) throw new RecordRefusedException("document-too-large");

        return [Part(body.ContentType, body.Bytes), .. body.Pages.Select(page => Part(page.ContentType, page.Bytes))];
    }

    /// <summary>Seals each part; those in files are durable when this returns.</summary>
    public async Task<IReadOnlyList<RenditionRow>> SealAsync(
        string binaryId, IReadOnlyList<(string ContentType, ReadOnlyMemory<byte> Bytes, BodyDigest Digest)> parts, CancellationToken ct)
    {
        var rows = new List<RenditionRow>(parts.Count);
        for (var page = 0; page < parts.Count; page++)
        {
            var (contentType, bytes, digest) = parts[page];
            rows.Add(bytes.Length <= MostInline
                ? Inline(envelope, binaryId, Labels.Variant([]), page, contentType, bytes.Span, digest)
                : await FiledAsync(binaryId, page, contentType, bytes, digest, ct));
        }

        return rows;
    }

    /// <summary>A body sealed in its own row.</summary>
    public static RenditionRow Inline(Envelope envelope, string id, string variant, int page, string contentType, ReadOnlySpan<byte> bytes, BodyDigest digest)
    {
        var (sealedBytes, wrapped) = SealedBody.Seal(envelope, RenditionRow.SealName(id, variant, page), bytes);

        return Row(id, variant, page, contentType, digest, wrapped, sealedBytes, null);
    }

    private async Task<RenditionRow> FiledAsync(string id, int page, string contentType, ReadOnlyMemory<byte> bytes, BodyDigest digest, CancellationToken ct)
    {
        var variant = Labels.Variant([]);
        var (file, wrapped) = await vault.WriteAsync(RenditionRow.SealName(id, variant, page), bytes, ct);

        return Row(id, variant, page, contentType, digest, wrapped, null, file);
    }

    private static RenditionRow Row(string id, string variant, int page, string contentType, BodyDigest digest, byte[] wrapped, byte[]? bytes, string? file) => new()
    {
        ResourceId = id,
        Variant = variant,
        Page = page,
        Version = 1,
        ContentType = contentType,
        Size = digest.Size,
        Sha256 = digest.Sha256,
        Chunks = string.Join(' ', digest.Chunks),
        Wrapped = wrapped,
        Bytes = bytes,
        File = file,
    };

    private static (string, ReadOnlyMemory<byte>, BodyDigest) Part(string contentType, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) throw new RecordRefusedException("page-empty");
        if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out _) || contentType.Length > 100) throw new RecordRefusedException("content-type");

        return (contentType, bytes, BodyDigest.Of(bytes.Span));
    }
}
