using System.Data.Common;
using System.Text.RegularExpressions;
using BoroughBridge.Adapters.PaperScan.Filing;
using BoroughBridge.Adapters.PaperScan.Images;
using BoroughBridge.Adapters.PaperScan.Intake;
using BoroughBridge.Adapters.PaperScan.Ledger;
using BoroughBridge.Adapters.PaperScan.Pages;
using BoroughBridge.Holding.Records;
using BoroughBridge.Holding.Vault;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.PaperScan;

/// <summary>Takes a received file through counting, reading, deciding and filing. Every step is committed; begun again after a crash, it goes on from the last.</summary>
internal sealed class PaperPipeline(
    FileRows files, PageRows pages, DocumentRows documents, ScanOpener opener, PageReader reader, FileDecider decider, DocumentFiler filer, RecordIntake records, PaperOptions options,
    ILogger<PaperPipeline> logger)
{
    // Decoders run in processes of their own, so what ends this one is seldom the file: it is given many tries.
    private const int MostAttempts = 20;

    public async Task WorkOnAsync(FileRow file, CancellationToken ct)
    {
        var attempt = await files.AttemptAsync(file.Id, ct);
        try
        {
            if (attempt > MostAttempts) await SetAsideAsync(file, "worker-fault", rejected: false, ct);
            else await StepsAsync(file, ct);
        }
        catch (UnfitScanException unfit)
        {
            await SetAsideAsync(file, unfit.Code, unfit.Rejected, ct);
        }
        catch (RecordRefusedException)
        {
            await SetAsideAsync(file, "record-refused", rejected: false, ct);
        }
        catch (SealBrokenException)
        {
            await SetAsideAsync(file, "original-altered", rejected: false, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await files.UnattemptAsync(file.Id, CancellationToken.None);
            throw;
        }
        catch (RegexMatchTimeoutException fault)
        {
            // A page that cannot be searched in bounded time is the file's doing, though it is a kind of time-out: the attempt counts.
            Log.Failed(logger, file.Id, fault.GetType().Name, attempt);
        }
        catch (Exception fault) when (fault is DbException or IOException or TimeoutException or UnauthorizedAccessException or KeyUnavailableException)
        {
            // Store, disk, tools or key are away, not the file at fault: it waits. The type alone is logged: a message could carry what stands on the page.
            Log.Failed(logger, file.Id, fault.GetType().Name, attempt);
            await files.UnattemptAsync(file.Id, ct);
        }
        catch (Exception fault)
        {
            Log.Failed(logger, file.Id, fault.GetType().Name, attempt);
        }
    }

    private async Task StepsAsync(FileRow file, CancellationToken ct)
    {
        if (file.State == FileState.Received && await files.SameBytesAsync(file, ct) is { } first)
        {
            await RepeatAsync(file, first, ct);

            return;
        }

        using var scan = await opener.OpenAsync(file, ct);
        if (file.State == FileState.Received)
        {
            if (!await files.CountedAsync(file.Id, scan.Format.ToString().ToLowerInvariant(), scan.Pages.Count, ct))
            {
                await files.UnattemptAsync(file.Id, ct);

                return;
            }

            Log.Counted(logger, file.Id, scan.Pages.Count);
            file = (await files.FindAsync(file.Id, ct))!;
        }

        if (file.Pages != scan.Pages.Count) throw new UnfitScanException("pages-do-not-add-up");
        if (file.State == FileState.Counted)
        {
            await ReadAsync(file, scan, ct);
            await decider.DecideAsync(file, ct);
        }

        await FileAllAsync(file, scan, ct);
    }

    // The same bytes again: noted once counted, never read again, never filed again.
    private async Task RepeatAsync(FileRow file, FileRow first, CancellationToken ct)
    {
        // The first is not counted yet: what becomes of it says whether this one is needed.
        if (first.State == FileState.Received)
        {
            await files.UnattemptAsync(file.Id, ct);

            return;
        }

        file.DuplicateOf = first.Id;
        file.Pages = first.Pages;
        await PlaceWholeAsync(file, FileState.Received, DocumentState.Duplicate, PageState.Duplicate, "same-bytes", ct);
    }

    private async Task ReadAsync(FileRow file, OpenedScan scan, CancellationToken ct)
    {
        var (readings, faults) = await pages.OfAsync(file.Id, ct);
        var left = Enumerable.Range(1, file.Pages).Where(page => !readings.ContainsKey(page) && !faults.ContainsKey(page));
        await Parallel.ForEachAsync(left, new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = ct }, async (page, stop) =>
        {
            try
            {
                await pages.ReadAsync(file.Id, await reader.ReadAsync(scan.Folder, scan.Pdf, page, scan.Pages.Dpi[page - 1], stop), stop);
            }
            catch (UnreadablePageException unreadable)
            {
                await pages.UnreadableAsync(file.Id, page, unreadable.Message, stop);
            }
        });
    }

    private async Task FileAllAsync(FileRow file, OpenedScan scan, CancellationToken ct)
    {
        foreach (var document in (await documents.OfFileAsync(file.Id, ct)).Where(document => document.State == DocumentState.Filing))
        {
            var child = await filer.FileAsync(file, document, scan, ct);
            if (child is null) await documents.SettleAsync(document, DocumentState.Held, "person-gone", "", ct);
            else await documents.SettleAsync(document, DocumentState.Filed, "", child, ct);
            if (child is not null) Log.Filed(logger, document.Id, document.PageNumbers.Count);
        }

        await documents.FinishAsync(file.Id, ct);
    }

    private async Task SetAsideAsync(FileRow file, string code, bool rejected, CancellationToken ct)
    {
        var current = (await files.FindAsync(file.Id, ct))!;
        if (current.State == FileState.Decided)
        {
            // Decided already and yet not to be made into documents: what is filed stays filed, the rest is held.
            foreach (var document in (await documents.OfFileAsync(file.Id, ct)).Where(document => document.State == DocumentState.Filing))
                await documents.SettleAsync(document, DocumentState.Held, code, "", ct);
            await documents.FinishAsync(file.Id, ct);
        }
        else
        {
            await PlaceWholeAsync(current, current.State, rejected ? DocumentState.Rejected : DocumentState.Held, rejected ? PageState.Rejected : PageState.Held, code, ct);
        }

        Log.SetAside(logger, file.Id, rejected ? "rejected" : "held", code);
    }

    private async Task PlaceWholeAsync(FileRow file, string from, string state, string page, string reason, CancellationToken ct)
    {
        var numbers = Enumerable.Range(1, file.Pages).ToArray();
        var id = await records.IdForAsync(DocumentFiler.Source, "DocumentReference", $"{file.Sha256}:whole:{file.Id}", ct);
        var row = new DocumentRow
        {
            Id = id,
            FileId = file.Id,
            FirstPage = 1,
            FilePages = string.Join(' ', numbers),
            State = state,
            Reasons = reason,
            Facts = documents.Seal(id, new()),
        };
        await documents.DecideAsync(file, from, FileState.Done, reason, [row], [.. numbers.Select(number => new PlacedPage(number, page, reason, id))], ct);
    }
}
