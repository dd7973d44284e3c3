using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Access;
using BoroughBridge.Agreements;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Routing.Allocations;
using BoroughBridge.Routing.Watch;
using BoroughBridge.Streams;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Routing.Index;

/// <summary>
/// Applies one holder's stream to the index, the grants and the proposals, in the transaction that moves the position. Holder A's stream can
/// never touch a child of holder B.
/// </summary>
internal sealed class IndexApplier(string holder, ProposalDesk proposals, AgreementBook agreements, RoutingMeters meters, TimeProvider clock, ILogger<IndexApplier> logger) : IStreamApplier
{
    public async Task ApplyAsync(StreamEntry entry, DbTransaction transaction, CancellationToken ct)
    {
        if (entry.Source != StreamNames.FromHolder(holder)) throw new PoisonEventException("source");
        if (!Ids.IsId(entry.Subject)) throw new PoisonEventException("subject");
        if (Read(entry.Type, entry.Data) is not { } data) return;
        if (data.Subject != entry.Subject) throw new PoisonEventException("subject");

        await ApplyAsync(data, entry.Time, new IndexRows(holder, transaction), transaction, ct);
        if (data is AgreementMoved) await QuickDenials.CaughtUpAsync(holder, data.Subject, entry.Streamepoch, entry.Streamnumber, transaction);
    }

    public async Task CloseChildAsync(string childRef, DbTransaction transaction, CancellationToken ct)
    {
        if (await agreements.CloseAsync(holder, childRef, transaction, ct)) return;
        meters.ChildClosed(holder);
        if (Ids.IsId(childRef)) await new IndexRows(holder, transaction).CloseAsync(childRef, clock.GetUtcNow());
    }

    public async Task ReplaceAsync(StreamSnapshot snapshot, DbTransaction transaction, CancellationToken ct)
    {
        var rows = new IndexRows(holder, transaction);
        await rows.ClearAsync();
        await agreements.ForgetHeardAsync(holder, transaction);
        await QuickDenials.CaughtUpAsync(holder, snapshot.Epoch, snapshot.Number, transaction);

        var ended = new HashSet<string>();
        foreach (var item in snapshot.Events)
        {
            IStreamEvent? data = null;
            try
            {
                data = Read(item.Type, item.Data);
                if (data is not null) await ApplyAsync(data, item.Time, rows, transaction, ct);
                if (data is IroAllocationEnded end) ended.Add(end.AllocationId);
            }
            catch (PoisonEventException)
            {
                await CloseChildAsync(data?.Subject ?? SubjectOf(item.Data), transaction, ct);
            }
        }

        if (await rows.EndedAsync() - ended.Count is var forgotten and > 0) Log.EndsForgotten(logger, holder, forgotten);
    }

    /// <summary>The event; none where this version does not know its type, which is counted and ignored: an old reader reads a new event.</summary>
    private IStreamEvent? Read(string type, JsonElement json)
    {
        if (EventCatalogue.RecordOf(type) is not { } record)
        {
            meters.EventIgnored(holder);

            return null;
        }

        try
        {
            var data = (IStreamEvent?)json.Deserialize(record, Wire.Json) ?? throw new PoisonEventException("data");
            if (data is IChildEvent child) EventChecks.Check(child);

            return data;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PoisonEventException("data");
        }
    }

    private static string SubjectOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && (json.TryGetProperty("childRef", out var subject) || json.TryGetProperty("agreementId", out subject))
        && subject.ValueKind == JsonValueKind.String ? subject.GetString()! : "";

    private Task ApplyAsync(IStreamEvent data, DateTimeOffset at, IndexRows rows, DbTransaction transaction, CancellationToken ct) => data switch
    {
        ChildBecameLookedAfter became => rows.BeginPeriodAsync(new() { Id = became.PeriodId, ChildRef = became.ChildRef, Day = became.On, Code = became.LegalStatus, Changed = at }),
        ChildCeasedToBeLookedAfter ceased => rows.EndPeriodAsync(new() { Id = ceased.PeriodId, ChildRef = ceased.ChildRef, Day = ceased.On, Code = ceased.Reason, Changed = at }),
        ChildIdentityChanged changed => rows.PutChildAsync(new() { ChildRef = changed.ChildRef, Version = changed.Version, Labels = LabelText.Join(changed.Labels), Changed = at }),
        DocumentAvailable document => rows.PutThingAsync(Row(document, at)),
        DocumentWithdrawn withdrawn => rows.WithdrawAsync(new()
        {
            Id = withdrawn.DocumentId,
            Type = "DocumentReference",
            ChildRef = withdrawn.ChildRef,
            Kind = "withdrawn",
            Medium = "electronic",
            Version = withdrawn.Version,
            Changed = at,
        }),
        CarePlanPublished plan => rows.PutThingAsync(new()
        {
            Id = plan.CarePlanId,
            Type = "CarePlan",
            ChildRef = plan.ChildRef,
            Kind = plan.Kind,
            Day = plan.Date,
            Medium = "electronic",
            Status = plan.Status,
            Labels = LabelText.Join(plan.Labels),
            Version = plan.Version,
            Changed = at,
        }),
        ReviewHeld review => HoldReviewAsync(review, at, rows),
        AllocationProposed proposed => ProposeAsync(proposed, at, rows, transaction, ct),
        IroAllocated allocated => AllocateAsync(allocated, at, rows, transaction),
        IroAllocationEnded ended => rows.EndGrantAsync(new()
        {
            Id = ended.AllocationId,
            ChildRef = ended.ChildRef,
            LastDay = ended.LastDay,
            EndedAt = EndsAt(ended, at),
            Reason = ended.Reason,
            Changed = at,
        }),
        AgreementDrafted or AgreementSigned or AgreementMoved or AgreementSwitched => HearAsync(data, at, transaction, ct),
        _ => throw new PoisonEventException("not-for-routing"),
    };

    private async Task HearAsync(IStreamEvent said, DateTimeOffset at, DbTransaction transaction, CancellationToken ct)
    {
        try
        {
            if (!await agreements.HearAsync(holder, said, at, transaction, ct)) meters.EventIgnored(holder);
        }
        catch (LogUnavailableException e)
        {
            throw new IOException(e.Code, e); // It passes: the event is tried again, and is no poison.
        }
    }

    private static ThingRow Row(DocumentAvailable document, DateTimeOffset at) => new()
    {
        Id = document.DocumentId,
        Type = "DocumentReference",
        BinaryId = document.BinaryId,
        ChildRef = document.ChildRef,
        Kind = document.Kind,
        Day = document.Date,
        Medium = document.Medium,
        Status = "current",
        Labels = LabelText.Join(document.Labels),
        Version = document.Version,
        Pages = document.Pages,
        Changed = at,
    };

    private static async Task HoldReviewAsync(ReviewHeld review, DateTimeOffset at, IndexRows rows)
    {
        await rows.PutThingAsync(new()
        {
            Id = review.ReviewId,
            Type = "Encounter",
            ChildRef = review.ChildRef,
            Kind = "lac-review",
            Day = review.On,
            Medium = "electronic",
            Status = "finished",
            Labels = LabelText.Join(review.Labels),
            Version = review.Version,
            Changed = at,
        });
        await rows.PutReviewAsync(new()
        {
            Id = review.ReviewId,
            ChildRef = review.ChildRef,
            Day = review.On,
            Version = review.Version,
            Number = review.Number,
            Participation = review.Participation,
            Changed = at,
        });
    }

    private async Task ProposeAsync(AllocationProposed proposed, DateTimeOffset at, IndexRows rows, DbTransaction transaction, CancellationToken ct)
    {
        await rows.EnsureOwnAsync(proposed.ChildRef, at);
        try
        {
            await proposals.HearAsync(holder, proposed, transaction, ct);
        }
        catch (LogUnavailableException e)
        {
            throw new IOException(e.Code, e); // It passes: the event is tried again, and is no poison.
        }
    }

    private static async Task AllocateAsync(IroAllocated allocated, DateTimeOffset at, IndexRows rows, DbTransaction transaction)
    {
        await rows.PutGrantAsync(new()
        {
            Id = allocated.AllocationId,
            ChildRef = allocated.ChildRef,
            Issuer = allocated.Iro.Issuer,
            Subject = allocated.Iro.Subject,
            Employer = allocated.Employer,
            Agreement = allocated.Agreement,
            Basis = allocated.Basis,
            From = allocated.From,
            To = allocated.To,
            Permissions = LabelText.Join(allocated.Permissions ?? []),
            Changed = at,
        });
        await ProposalDesk.SettledAsync(allocated.AllocationId, transaction);
    }

    /// <summary>None where the last day, still to come, ends it; else the earlier of the holder's clock and ours (ACC-6, EDGE-15).</summary>
    private DateTimeOffset? EndsAt(IroAllocationEnded ended, DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        if (!ended.Immediately && ended.LastDay >= London.DayOf(now)) return null;

        return at < now ? at : now;
    }
}
