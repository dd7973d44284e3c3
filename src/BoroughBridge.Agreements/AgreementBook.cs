// Promise: what one side says of an agreement is written, judged, logged and told in one transaction; what the other side says is taken from its stream alone.
using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Storage;
using BoroughBridge.Streams;

namespace BoroughBridge.Agreements;

/// <summary>One side's book of agreements. Where a process may act for several authorities (routing), who acts says for which.</summary>
/// <param name="database">The side's own.</param>
/// <param name="log">Its disclosure log.</param>
/// <param name="place">Which side this is, and how it tells the other.</param>
/// <param name="clock">Now.</param>
public sealed class AgreementBook(Database database, LogWriter log, AgreementPlace place, TimeProvider clock)
{
    /// <summary>All versions of all agreements, with what has been done about each.</summary>
    public async Task<IReadOnlyList<AgreementStanding>> AllAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await AgreementRows.AllAsync(connection);
        var all = new List<AgreementStanding>();
        foreach (var versions in rows.GroupBy(row => row.AgreementId, StringComparer.Ordinal))
        {
            var acts = await AgreementRows.ActsAsync(versions.Key, connection);
            all.Add(new([.. versions], acts, AgreementRows.CaseOf([.. versions], acts)));
        }

        return all;
    }

    /// <summary>What the holder's manager offers, as the next version; nobody is bound until all have signed.</summary>
    /// <exception cref="AgreementRefusedException">She may not, or the terms contradict themselves.</exception>
    public Task<string> DraftAsync(AgreementTerms terms, AuditActor by, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            if (place.Party != Party.Holder || by.Authority != place.Self) throw new AgreementRefusedException("not-holder");
            if (!by.Roles.Contains(Offices.IroManager)) throw new AgreementRefusedException("role");
            if (terms.Fault(place) is { } fault) throw new AgreementRefusedException(fault);

            var now = clock.GetUtcNow();
            var id = AgreementCodes.IdOf(place.Self, terms.Reference);
            var versions = await AgreementRows.LockAsync(database, id, transaction);
            if (versions.Count > 0 && versions[0].Employer != terms.Employer) throw new AgreementRefusedException("reference-taken");
            if (versions.Any(row => row.State == AgreementCodes.Of(AgreementState.Ended))) throw new AgreementRefusedException("ended");

            var drafted = terms.ToEvent(id, versions.Count == 0 ? 1 : versions[^1].Version + 1, NameOf(by));
            await AgreementRows.AddVersionAsync(Row(drafted, place.Self, now), transaction);
            await AgreementRows.JudgeAnewAsync(database, id, transaction);
            await place.Towards(place.Self).AppendAsync(drafted, transaction, ct);
            await log.AppendAsync(AuditEvents.Configuration(place.Part, now, by, $"agreement-drafted {drafted.Reference} v{drafted.Version}", TermsOf(drafted)), transaction, ct);

            return id;
        },
        ct);

    /// <summary>She signs a version in her office. <paramref name="terms"/> is the hash of what she was shown.</summary>
    /// <exception cref="AgreementRefusedException">She may not, or these are not the terms.</exception>
    public Task SignAsync(string agreementId, int version, string terms, string office, AuditActor by, CancellationToken ct)
    {
        if (!by.Roles.Contains(office)) throw new AgreementRefusedException("role");

        return ActAsync(agreementId, new(place.Party, AgreementAct.Signed, version, office, terms, NameOf(by)), by, ct);
    }

    /// <summary>Her side holds it so from now on. Managers may do all; a Caldicott Guardian or SIRO may suspend and end it.</summary>
    /// <exception cref="AgreementRefusedException">She may not, or it can not be moved there.</exception>
    public Task MoveAsync(string agreementId, AgreementState to, AuditActor by, CancellationToken ct)
    {
        var mayStop = to is AgreementState.Suspended or AgreementState.Ended && (by.Roles.Contains(Offices.CaldicottGuardian) || by.Roles.Contains(Offices.Siro));
        if (!mayStop && !by.Roles.Contains(Offices.IroManager)) throw new AgreementRefusedException("role");

        return ActAsync(agreementId, new(place.Party, AgreementAct.Moved, 0, "", AgreementCodes.Of(to), NameOf(by)), by, ct);
    }

    /// <summary>The operator's door may only ever stop an agreement.</summary>
    /// <exception cref="AgreementRefusedException">It is not known, not open here, or ended.</exception>
    public Task SuspendAsync(string agreementId, CancellationToken ct) =>
        ActAsync(agreementId, new(place.Party, AgreementAct.Moved, 0, "", AgreementCodes.Of(AgreementState.Suspended), "operator"), by: null, ct);

    /// <summary>Her side turns a capability on or off.</summary>
    /// <exception cref="AgreementRefusedException">She may not, or there is no such capability.</exception>
    public Task SwitchAsync(string agreementId, string capability, bool on, AuditActor by, CancellationToken ct)
    {
        if (!by.Roles.Contains(Offices.IroManager)) throw new AgreementRefusedException("role");
        if (!Capabilities.All.Contains(capability)) throw new AgreementRefusedException("capability");

        return ActAsync(agreementId, new(place.Party, AgreementAct.Switched, 0, capability, on ? "on" : "off", NameOf(by)), by, ct);
    }

    /// <summary>
    /// Hears what the other side did, in the transaction that applies it. False where it is about an agreement this side does not have: then it gives nothing.
    /// </summary>
    /// <exception cref="PoisonEventException">It is not the teller's to say, or is not as it must be.</exception>
    public async Task<bool> HearAsync(string holder, IStreamEvent said, DateTimeOffset at, DbTransaction transaction, CancellationToken ct)
    {
        if (ContractRules.FirstFault(said) is { } fault) throw new PoisonEventException(fault);
        var now = clock.GetUtcNow();
        var versions = await AgreementRows.LockAsync(database, said.Subject, transaction);
        if (said is AgreementDrafted drafted)
        {
            if (place.Party != Party.Employer || drafted.AgreementId != AgreementCodes.IdOf(holder, drafted.Reference)) throw new PoisonEventException("agreement-id");
            if (AgreementTerms.Of(drafted).Fault(null) is { } wrong) throw new PoisonEventException(wrong);
            if (versions.FirstOrDefault(row => row.Version == drafted.Version) is { } known)
                return known.Terms == TermsOf(drafted) ? true : throw new PoisonEventException("terms-changed");
            if (versions.Count > 0 && versions[0].Employer != drafted.Employer) throw new PoisonEventException("agreement-id");

            await AgreementRows.AddVersionAsync(Row(drafted, holder, now), transaction);
            await AgreementRows.JudgeAnewAsync(database, drafted.AgreementId, transaction);
            await log.AppendAsync(
                AuditEvents.Configuration(place.Part, now, by: null, $"agreement-drafted {drafted.Reference} v{drafted.Version} heard", TermsOf(drafted)), transaction, ct);

            return true;
        }

        if (versions.Count == 0) return false;
        if (versions[0].Holder != holder) throw new PoisonEventException("agreement-id");
        await WriteAsync(versions, Act(said), by: null, at, "heard", transaction, ct);

        return true;
    }

    /// <summary>Before a snapshot of the other side's is taken: what it had told of a holder's agreements counts no more.</summary>
    public async Task ForgetHeardAsync(string holder, DbTransaction transaction)
    {
        await AgreementRows.ForgetHeardAsync(holder, transaction);
        foreach (var id in (await AgreementRows.AllAsync(transaction.Connection!, transaction)).Where(row => row.Holder == holder).Select(row => row.AgreementId).Distinct())
            await AgreementRows.JudgeAnewAsync(database, id, transaction);
    }

    /// <summary>An event about it could not be applied: suspended until the stream is taken whole again. False where this is no agreement of the holder's.</summary>
    public async Task<bool> CloseAsync(string holder, string subject, DbTransaction transaction, CancellationToken ct)
    {
        if (await AgreementRows.MarkUnreadableAsync(holder, subject, transaction) == 0) return false;
        await AgreementRows.JudgeAnewAsync(database, subject, transaction);
        await log.AppendAsync(AuditEvents.Configuration(place.Part, clock.GetUtcNow(), by: null, $"agreement-unreadable {subject}"), transaction, ct);

        return true;
    }

    /// <summary>All this side has said about a holder's agreements, as the events that would say it.</summary>
    public async Task<IReadOnlyList<SnapshotEvent>> SnapshotAsync(string holder, DbTransaction transaction)
    {
        var drafts = place.Party == Party.Employer
            ? []
            : (await AgreementRows.AllAsync(transaction.Connection!, transaction)).Where(row => row.Holder == holder && row.Told is not null);
        var acts = await AgreementRows.OwnActsAsync(holder, transaction.Connection!, transaction);

        return
        [
            .. drafts.Select(row => new SnapshotEvent { Type = AgreementDrafted.Type, Time = row.Recorded, Data = JsonDocument.Parse(row.Told!).RootElement }),
            .. acts.Select(row =>
            {
                var data = Event(row.AgreementId, row.ToAct());

                return new SnapshotEvent { Type = EventCatalogue.NameOf(data), Time = row.At, Data = JsonSerializer.SerializeToElement(data, data.GetType(), Wire.Json) };
            }),
        ];
    }

    private Task ActAsync(string agreementId, AgreementAct act, AuditActor? by, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var versions = await AgreementRows.LockAsync(database, agreementId, transaction);
            if (versions.Count == 0) throw new AgreementRefusedException("unknown-agreement");
            if (by is not null && by.Authority != (place.Party == Party.Holder ? versions[0].Holder : versions[0].Employer)) throw new AgreementRefusedException("unknown-agreement");

            var stands = AgreementRows.CaseOf(versions, await AgreementRows.ActsAsync(agreementId, transaction.Connection!, transaction));
            if (stands.Against(act) is { } against) throw new AgreementRefusedException(against);
            if (act is { What: AgreementAct.Moved } && AgreementCodes.ToState(act.Detail) == AgreementState.Open && !versions.Any(row => stands.IsSigned(row.Version)))
                throw new AgreementRefusedException("not-signed");

            await WriteAsync(versions, act, by, clock.GetUtcNow(), "own", transaction, ct);
            var told = await place.Towards(versions[0].Holder).AppendAsync(Event(agreementId, act), transaction, ct);
            if (act.What == AgreementAct.Moved && AgreementCodes.ToState(act.Detail) is AgreementState.Suspended or AgreementState.Ended)
                database.AfterCommit(transaction, () => place.Stopped?.Invoke(agreementId, told));
        },
        ct);

    private async Task WriteAsync(
        IReadOnlyList<AgreementRow> versions, AgreementAct act, AuditActor? by, DateTimeOffset at, string origin, DbTransaction transaction, CancellationToken ct)
    {
        var (id, now) = (versions[0].AgreementId, clock.GetUtcNow());
        await AgreementRows.AddActAsync(id, act, at, now, origin, transaction);
        await AgreementRows.JudgeAnewAsync(database, id, transaction);
        var what = act.What switch
        {
            AgreementAct.Signed => $"agreement-signed {versions[0].Reference} v{act.Version} {act.Party} {act.Subject}",
            AgreementAct.Moved => $"agreement-{act.Detail} {versions[0].Reference} {act.Party}",
            _ => $"agreement-switched {versions[0].Reference} {act.Party} {act.Subject} {act.Detail}",
        };
        await log.AppendAsync(AuditEvents.Configuration(place.Part, now, by, what, act.What == AgreementAct.Signed ? act.Detail : null), transaction, ct);
    }

    private AgreementAct Act(IStreamEvent said)
    {
        var other = place.Party == Party.Holder ? Party.Employer : Party.Holder;

        return said switch
        {
            AgreementSigned signed => new(other, AgreementAct.Signed, signed.Version, signed.Office, signed.Terms, signed.By),
            AgreementMoved moved => new(other, AgreementAct.Moved, 0, "", moved.Standing, moved.By),
            AgreementSwitched switched => new(other, AgreementAct.Switched, 0, switched.Capability, switched.On ? "on" : "off", switched.By),
            _ => throw new PoisonEventException("not-about-agreements"),
        };
    }

    private static IStreamEvent Event(string agreementId, AgreementAct act) => act.What switch
    {
        AgreementAct.Signed => new AgreementSigned { AgreementId = agreementId, Version = act.Version, Terms = act.Detail, Office = act.Subject, By = act.By },
        AgreementAct.Moved => new AgreementMoved { AgreementId = agreementId, Standing = act.Detail, By = act.By },
        _ => new AgreementSwitched { AgreementId = agreementId, Capability = act.Subject, On = act.Detail == "on", By = act.By },
    };

    private static AgreementRow Row(AgreementDrafted drafted, string holder, DateTimeOffset now) => new()
    {
        AgreementId = drafted.AgreementId,
        Version = drafted.Version,
        Reference = drafted.Reference,
        Holder = holder,
        Employer = drafted.Employer,
        Bases = string.Join(' ', drafted.Bases),
        Purposes = string.Join(' ', drafted.Purposes),
        Thresholds = string.Join(' ', drafted.Thresholds.Select(one => $"{one.Code}={one.Value}")),
        FromDay = drafted.From,
        ToDay = drafted.To,
        Approval = drafted.NetworkApproval,
        ApprovalExpires = drafted.NetworkApprovalExpires,
        StandingAcceptance = drafted.StandingAcceptance,
        Terms = TermsOf(drafted),
        Told = JsonSerializer.Serialize(drafted, Wire.Json),
        State = AgreementCodes.Of(AgreementState.Draft),
        Capabilities = "",
        Unreadable = false,
        Recorded = now,
    };

    private static string TermsOf(AgreementDrafted drafted) => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Bytes(drafted)));

    private static string NameOf(AuditActor by) => $"{by.Issuer} {by.Subject}";
}

/// <summary>An act that can not be; the message is a code.</summary>
public sealed class AgreementRefusedException(string code) : Exception(code);

/// <summary>An agreement as one side knows it: its versions, every act, and what comes of them.</summary>
public sealed record AgreementStanding(IReadOnlyList<AgreementRow> Versions, IReadOnlyList<ActRow> Acts, AgreementCase Case)
{
    public AgreementRow Latest => Versions[^1];
}
