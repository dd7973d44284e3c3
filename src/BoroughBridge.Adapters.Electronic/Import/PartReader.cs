using System.Text;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Holding.Records;
using BoroughBridge.Holding.Vault;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>Reads the parts of one file, row by row: takes what changed, notes what vanished, sets aside what cannot be taken.</summary>
internal sealed class PartReader(
    IIcsApi ics, RecordIntake intake, FilePuts puts, Ledger ledger, LookupKey lookup, ElectronicMeters meters, string icsPersonId, OpenFile file,
    IReadOnlyDictionary<string, LedgerRow> known, ILookup<string, string> quarantined, string mappingVersion)
{
    private readonly ILookup<string, LedgerRow> byRow = known.Values.ToLookup(row => row.RowId, StringComparer.Ordinal);

    /// <summary>Reads a part; false where it should be read again.</summary>
    /// <param name="part">Its name in the interface.</param>
    /// <param name="keyName">Member that is a row's key.</param>
    /// <param name="type">Type of the first resource a row makes.</param>
    /// <param name="entity">What the ICS calls a row, for replaced keys.</param>
    /// <param name="make">The resources of a row.</param>
    /// <param name="marks">A row's own sensitivities.</param>
    /// <param name="state">What changes a row's meaning without changing the row.</param>
    /// <param name="ct">Stops it.</param>
    public Task<bool> ReadAsync<T>(
        string part, string keyName, string type, string entity, Func<T, OpenFile, CancellationToken, Task<IReadOnlyList<RecordPut>>> make, CancellationToken ct,
        Func<T, IReadOnlyList<string>>? marks = null, Func<T, string>? state = null)
        where T : class => EachAsync<T>(
            part, keyName, type, entity, marks, state,
            async (row, id, key, outcome) =>
            {
                foreach (var put in await make(row, file, ct))
                {
                    await intake.PutAsync(put, ct);
                    outcome.Taken.Add((put.Id, id, key));
                }

                return null;
            },
            ct);

    public Task<bool> ReadDocumentsAsync(DocumentBytes documents, CancellationToken ct) => EachAsync<IcsDocument>(
        "documents", "documentId", "DocumentReference", "document", document => document.Sensitivities, null,
        async (row, id, key, outcome) =>
        {
            if (row.Status == "WITHDRAWN")
            {
                // One that never was here has nothing to withdraw.
                if (known.ContainsKey(id)) await intake.WithdrawAsync(id, "error", ct);
                outcome.Taken.Add((id, id, key));

                return null;
            }

            var (bytes, fault) = await documents.FetchAsync(row, ct);
            if (fault is not null) return fault;
            var (put, binaryId) = await puts.DocumentAsync(row, file, ct);
            await intake.PutDocumentAsync(put, new() { BinaryId = binaryId, ContentType = row.ContentType == "text/plain" ? "text/plain; charset=utf-8" : row.ContentType, Bytes = bytes }, ct);
            outcome.Taken.Add((id, id, key));

            return null;
        },
        ct);

    private async Task<bool> EachAsync<T>(
        string part, string keyName, string type, string entity, Func<T, IReadOnlyList<string>>? marks, Func<T, string>? state,
        Func<T, string, string, PartOutcome, Task<RowFault?>> take, CancellationToken ct)
        where T : class
    {
        var outcome = new PartOutcome(file.PersonId, part);
        var whole = "*" + file.PersonId;
        IReadOnlyList<IcsRow<T>> rows;
        try
        {
            rows = await ics.PartAsync(icsPersonId, part, ct) is { } json ? IcsRows.Of<T>(json, keyName) : throw new IcsAnswerException("missing");
        }
        catch (IcsAnswerException e)
        {
            await SetAsideAsync(outcome, whole, new("answer", e.Message), ct);

            return false;
        }

        outcome.Cleared.UnionWith(quarantined[part].Where(key => key == whole));
        var (seen, complete, again) = (new HashSet<string>(StringComparer.Ordinal), true, false);
        foreach (var row in rows)
        {
            if (row.Key is null)
            {
                complete = false;
                outcome.Quarantined.Add((whole + "?", row.Fault!.Field, row.Fault.Code));
                meters.Quarantined(part, row.Fault.Code);
                continue;
            }

            var id = await puts.IdAsync(type, entity, row.Key, ct);
            if (!seen.Add(id)) continue;
            var fault = row.Fault ?? await TryTakeAsync(row, id, part, state, take, outcome);
            if (fault is not null) outcome.Quarantined.Add((row.Key, fault.Field, fault.Code));
            else if (quarantined[part].Contains(row.Key)) outcome.Cleared.Add(row.Key);
            if (fault is not null) meters.Quarantined(part, fault.Code);
            again |= fault is { Field: "content" };
            if (row.Value is { } value && marks is not null && fault is null) FileImport.NoteMarks(marks(value), row.Key, outcome);
        }

        if (complete) Compare(part, seen, outcome);
        await ledger.WriteAsync(outcome, ct);

        return !again;
    }

    private async Task<RowFault?> TryTakeAsync<T>(
        IcsRow<T> row, string id, string part, Func<T, string>? state, Func<T, string, string, PartOutcome, Task<RowFault?>> take, PartOutcome outcome)
        where T : class
    {
        var key = lookup.Of("ics-row", Encoding.UTF8.GetBytes(
            $"{mappingVersion}\n{string.Join(' ', file.Labels)}\n{file.ProtectAddress}\n{state?.Invoke(row.Value!)}\n{row.Raw.GetRawText()}"));
        if (known.TryGetValue(id, out var last) && last.ContentKey == key)
        {
            outcome.Back.AddRange(byRow[id].Where(kept => !kept.Present && kept.ContentKey == key).Select(kept => kept.Id));

            return null;
        }

        try
        {
            var fault = await take(row.Value!, id, key, outcome);
            if (fault is null) meters.Taken(part);

            return fault;
        }
        catch (RecordRefusedException e)
        {
            return new("resource", e.Message.Length <= 100 ? e.Message : e.Message[..100]);
        }
    }

    /// <summary>What this part had and has no longer is suspected to be deleted, and kept. A resource its row no longer makes is gone in the same way.</summary>
    private void Compare(string part, HashSet<string> seen, PartOutcome outcome)
    {
        var taken = outcome.Taken.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        var changed = outcome.Taken.Select(row => row.RowId).ToHashSet(StringComparer.Ordinal);
        outcome.Vanished.AddRange(known.Values
            .Where(row => row.Part == part && row.Present && (!seen.Contains(row.RowId) || (changed.Contains(row.RowId) && !taken.Contains(row.Id))))
            .Select(row => row.Id));
        if (outcome.Vanished.Count > 0) meters.Vanished(part, outcome.Vanished.Count);
    }

    private Task SetAsideAsync(PartOutcome outcome, string key, RowFault fault, CancellationToken ct)
    {
        outcome.Quarantined.Add((key, fault.Field, fault.Code));
        meters.Quarantined(outcome.Part, fault.Code);

        return ledger.WriteAsync(outcome, ct);
    }
}
