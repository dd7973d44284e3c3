using System.Text.Json;
using BoroughBridge.Adapters.Electronic.Ics;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>
/// One look at the ICS: what changed since the cursor, or everything where there is no cursor or its time has come, and whoever is owed another reading.
/// The cursor moves on only when all before it has been read.
/// </summary>
internal sealed class Poll(
    IIcsApi ics, FileImport files, PersonBook persons, ImportState state, Aliases aliases, ElectronicOptions options, ILogger<Poll> logger, TimeProvider clock)
{
    private const int PageSize = 200;
    private const int MostPages = 5000;

    /// <summary>Fewer than this many children may vanish together without a question.</summary>
    private const int FewEnough = 5;

    public async Task RunAsync(CancellationToken ct)
    {
        if (await state.SuspendedAsync(ct) is { } why && why != "allowed") throw new IcsUnavailableException($"suspended-{why}");
        await aliases.LoadAsync(ct);

        var cursor = await state.CursorAsync(ct);
        var last = await state.FullScanAtAsync(ct);
        if (cursor is null || last is null || clock.GetUtcNow() - last >= TimeSpan.FromMinutes(options.FullScanMinutes)) await EverythingAsync(ct);
        else await ChangesAsync(cursor, ct);

        foreach (var person in await persons.DueAsync(ct)) await OneAsync(aliases.Latest(FileImport.PersonPart, person), ct);
    }

    private async Task ChangesAsync(string cursor, CancellationToken ct)
    {
        for (var pages = 0; pages < MostPages; pages++)
        {
            if (await PageAsync(cursor, ct) is not { } page)
            {
                // Restored or replaced: it no longer knows where we were, so we look at all of it next time.
                ElectronicLog.CursorGone(logger);
                await state.ForgetCursorAsync(ct);
                return;
            }

            await ReadAsync(page.Persons, ct);
            if (page.Cursor == cursor) return;
            await state.KeepCursorAsync(cursor = page.Cursor, ct);
            if (!page.More) return;
        }
    }

    private async Task EverythingAsync(CancellationToken ct)
    {
        var listed = new List<string>();
        string? cursor = null;
        for (var pages = 0; ; pages++)
        {
            if (pages >= MostPages || await PageAsync(cursor, ct) is not { } page) throw new IcsUnavailableException("list-without-end");
            listed.AddRange(page.Persons);
            cursor = page.Cursor;
            if (!page.More) break;
        }

        await RenamedAsync(ct);
        var present = listed.Select(person => aliases.First(FileImport.PersonPart, person)).ToHashSet(StringComparer.Ordinal);
        var missing = (await persons.AllAsync(ct)).Where(person => person.Value && !present.Contains(person.Key)).Select(person => person.Key).ToArray();
        await GuardAsync(missing.Length, present.Count, ct);

        foreach (var person in listed.Distinct(StringComparer.Ordinal)) await OneAsync(person, ct);
        foreach (var person in missing) await persons.VanishedAsync(person, ct);
        if (missing.Length > 0) ElectronicLog.Vanished(logger, missing.Length);

        await state.KeepCursorAsync(cursor, ct);
        await state.KeepFullScanAsync(clock.GetUtcNow(), ct);
        if (await state.SuspendedAsync(ct) is not null) await state.SuspendAsync(null, ct);
        ElectronicLog.ReadAll(logger, listed.Count);
    }

    /// <summary>More than half of the children gone at once is an ICS replaced or restored from an empty backup, not half the children leaving care: a person is asked.</summary>
    private async Task GuardAsync(int missing, int present, CancellationToken ct)
    {
        if (missing < FewEnough || missing <= present || await state.SuspendedAsync(ct) == "allowed") return;
        await state.SuspendAsync("most-children-vanished", ct);
        ElectronicLog.Suspended(logger, missing, present);
        throw new IcsUnavailableException("suspended-most-children-vanished");
    }

    private async Task ReadAsync(IReadOnlyList<string> changed, CancellationToken ct)
    {
        if (changed.Count == 0) return;
        var known = await persons.AllAsync(ct);
        // Somebody new may be somebody renamed.
        if (changed.Any(person => !known.ContainsKey(aliases.First(FileImport.PersonPart, person)))) await RenamedAsync(ct);
        foreach (var person in changed) await OneAsync(person, ct);
    }

    private async Task OneAsync(string icsPersonId, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var personId = aliases.First(FileImport.PersonPart, icsPersonId);
        switch (await files.RunAsync(icsPersonId, ct))
        {
            case FileOutcome.Gone:
                await persons.VanishedAsync(personId, ct);
                break;
            case FileOutcome.Again:
                await persons.SeenAsync(personId, again: true, Math.Max(options.PollSeconds, 0.2), ct);
                break;
            case FileOutcome.Read:
                await persons.SeenAsync(personId, again: false, 0, ct);
                break;
        }
    }

    private async Task RenamedAsync(CancellationToken ct)
    {
        try
        {
            await aliases.TakeAsync(IcsRows.Of<IcsReplacedId>(await ics.ReplacedIdsAsync(ct), "newId"), ct);
        }
        catch (IcsAnswerException e)
        {
            // Without the list a renamed child would be taken for a new one: better to wait.
            throw new IcsUnavailableException($"replaced-ids-{e.Message}", e);
        }
    }

    private async Task<Page?> PageAsync(string? cursor, CancellationToken ct)
    {
        try
        {
            if (await ics.PersonsAsync(cursor, PageSize, ct) is not { } json) return null;
            var rows = IcsRows.Of<IcsChange>(json, "personId");
            if (!json.TryGetProperty("cursor", out var next) || next.ValueKind != JsonValueKind.String || next.GetString() is not { Length: > 0 and <= 100 } text) throw new IcsAnswerException("cursor");
            if (!json.TryGetProperty("more", out var more) || more.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw new IcsAnswerException("more");
            if (rows.Any(row => row.Key is null)) throw new IcsAnswerException("person-id");

            return new([.. rows.Select(row => row.Key!)], text, more.GetBoolean());
        }
        catch (IcsAnswerException e)
        {
            throw new IcsUnavailableException($"list-{e.Message}", e);
        }
    }

    private sealed record Page(IReadOnlyList<string> Persons, string Cursor, bool More);
}
