// Promise: record, facts told, and log entry of a change are one transaction; the same put again changes nothing and tells nobody.
using System.Data.Common;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Fhir;
using BoroughBridge.Holding.Telling;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Storage;

namespace BoroughBridge.Holding.Records;

/// <summary>The holding's resources and documents.</summary>
public sealed class ResourceStore(
    Database database, Envelope envelope, DocumentVault vault, LookupKey lookup, FactBook facts, LogWriter log, HoldingOptions options, TimeProvider clock)
{
    private readonly DocumentBodies bodies = new(envelope, vault);

    internal async Task<PutOutcome> PutAsync(RecordPut put, DocumentBody? body, CancellationToken ct)
    {
        var parts = body is null ? [] : DocumentBodies.Measure(body);
        var prepared = Prepare(put, [.. parts.Select(part => part.Digest.Sha256)]);
        await using (var connection = await database.OpenAsync(ct))
        {
            if (await ResourceRows.FindAsync(connection, put.Id) is { } known && Settles(known, prepared)) return new(known.Version, false);
        }

        // Files first, durably: a crash from here on leaves orphans for the sweep, never a row without its file.
        var renditions = body is null || await HasBytesAsync(body.BinaryId, parts.Select(part => part.Digest.Sha256), ct) ? null : await bodies.SealAsync(body.BinaryId, parts, ct);

        return await database.InTransactionAsync(transaction => StoreAsync(prepared, body?.BinaryId, renditions, transaction, ct), ct);
    }

    /// <summary>Reads the put and takes what makes it different from the last one.</summary>
    internal Prepared Prepare(RecordPut put, IReadOnlyList<string> hashes)
    {
        if (!Ids.IsId(put.Id) || !Ids.IsId(put.ChildRef)) throw new RecordRefusedException("id-form");
        var resource = StoredForm.Read(put);

        return new(put, resource, hashes, lookup.Of("content", StoredForm.Content(put, resource, hashes)));
    }

    /// <summary>Stores in the caller's transaction.</summary>
    internal async Task<PutOutcome> StoreAsync(Prepared prepared, string? binaryId, IReadOnlyList<RenditionRow>? binary, DbTransaction transaction, CancellationToken ct)
    {
        var put = prepared.Put;
        var child = await facts.LockAsync(put.ChildRef, transaction) ?? throw new RecordRefusedException("unknown-child");
        var known = await ResourceRows.FindAsync(transaction.Connection!, put.Id, transaction);
        if (known is not null)
        {
            if (known.ChildRef != put.ChildRef) throw new RecordRefusedException("other-child");
            if (known.Type != put.Type) throw new RecordRefusedException("other-type");
            if (Settles(known, prepared)) return new(known.Version, false);
        }

        var version = (known?.Version ?? 0) + 1;
        var now = clock.GetUtcNow();
        var stamped = StoredForm.Stamped(prepared.Resource, options.Authority, put, version, now);
        var sourceKey = lookup.Of($"{put.Source}/{put.Type}", put.SourceKey);
        await ResourceRows.UpsertAsync(transaction, put, sourceKey, null, version, prepared.ContentKey, now.ToMicroseconds());
        await ResourceRows.ReplaceRenditionsAsync(transaction, put.Id, [.. Written(put, stamped, version)]);
        if (binaryId is not null) await StoreBinaryAsync(prepared, binaryId, sourceKey, version, binary, now.ToMicroseconds(), transaction);

        var told = await TellableAsync(put, child, version, transaction);
        await facts.ReplaceAsync(child, put.Id, told, transaction, ct);
        await log.AppendAsync(AuditEvents.RecordChange(
            options.Authority, now, put.Source, put.ChildRef, new(put.Type, put.Id, version), known is null ? "create" : "update"), transaction, ct);

        return new(version, true);
    }

    internal Task WithdrawAsync(string documentId, string reason, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var known = await ResourceRows.FindAsync(transaction.Connection!, documentId, transaction);
            if (known is not { Type: "DocumentReference" }) throw new RecordRefusedException("unknown-document");
            var child = await facts.LockAsync(known.ChildRef, transaction) ?? throw new RecordRefusedException("unknown-child");
            known = await ResourceRows.FindAsync(transaction.Connection!, documentId, transaction);
            if (known!.Withdrawn is not null) return;

            var version = known.Version + 1;
            var now = clock.GetUtcNow();
            await ResourceRows.WithdrawAsync(transaction, documentId, reason, version, now.ToMicroseconds());
            IReadOnlyList<IChildEvent> tombstone = child.Introduced is null
                ? [] : [new DocumentWithdrawn { ChildRef = child.ChildRef, DocumentId = documentId, Version = version, Reason = reason }];
            await facts.ReplaceAsync(child, documentId, tombstone, transaction, ct);
            await log.AppendAsync(AuditEvents.RecordChange(
                options.Authority, now, "withdrawn", child.ChildRef, new("DocumentReference", documentId, version), "delete"), transaction, ct);
        },
        ct);

    // Withdrawn stays withdrawn however often its source sends it again: only a new thing under a new key is readable.
    private static bool Settles(ResourceRow known, Prepared prepared) => known.Withdrawn is not null || known.ContentKey == prepared.ContentKey;

    private IEnumerable<RenditionRow> Written(RecordPut put, Resource stamped, int version)
    {
        foreach (var (variant, bytes) in StoredForm.Variants(stamped, put.Labels))
        {
            var row = DocumentBodies.Inline(envelope, put.Id, variant, 0, FhirJson.ContentType, bytes, BodyDigest.Of(bytes));
            row.Version = version;
            yield return row;
        }
    }

    private async Task<bool> HasBytesAsync(string binaryId, IEnumerable<string> hashes, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return (await ResourceRows.HashesAsync(connection, binaryId)).SequenceEqual(hashes);
    }

    private static async Task StoreBinaryAsync(
        Prepared prepared, string binaryId, string sourceKey, int version, IReadOnlyList<RenditionRow>? renditions, long recorded, DbTransaction transaction)
    {
        var put = prepared.Put;
        var known = await ResourceRows.FindAsync(transaction.Connection!, binaryId, transaction);
        if (known is not null && (known.Type != "Binary" || known.ChildRef != put.ChildRef)) throw new RecordRefusedException("binary-id");
        await ResourceRows.UpsertAsync(transaction, put with { Id = binaryId, Type = "Binary" }, sourceKey, put.Id, version, prepared.ContentKey, recorded);
        if (renditions is null)
        {
            if (!(await ResourceRows.HashesAsync(transaction.Connection!, binaryId, transaction)).SequenceEqual(prepared.Hashes))
                throw new RecordRefusedException("document-changed-meanwhile");
            await ResourceRows.MoveOnAsync(transaction, binaryId, version);
            return;
        }

        foreach (var rendition in renditions) rendition.Version = version;
        await ResourceRows.ReplaceRenditionsAsync(transaction, binaryId, renditions);
    }

    // What never crosses is never told of; what was told of before it was sealed leaves a tombstone (EDGE-16).
    private static async Task<IReadOnlyList<IChildEvent>> TellableAsync(RecordPut put, ChildRow child, int version, DbTransaction transaction)
    {
        if (!put.Labels.Any(Labels.NeverCrosses)) return put.Tell(version);
        if (child.Introduced is null || !await FactBook.KnowsAsync(put.Id, transaction)) return [];

        return put.Type == "DocumentReference"
            ? [new DocumentWithdrawn { ChildRef = put.ChildRef, DocumentId = put.Id, Version = version, Reason = "sealed" }]
            : put.Tell(version);
    }

    /// <summary>A put that has been read.</summary>
    internal sealed record Prepared(RecordPut Put, Resource Resource, IReadOnlyList<string> Hashes, string ContentKey);
}
