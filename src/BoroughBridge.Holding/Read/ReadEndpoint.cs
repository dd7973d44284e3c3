// Promise: architecture, "A read, step by step", 4: verify both, decide again, log durably, then header, then bytes; anything amiss sends no byte of content.
using System.Data.Common;
using System.Text;
using System.Threading.RateLimiting;
using BoroughBridge.Contracts.Record;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Holding.Vault;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Read;

/// <summary><c>POST /record/read</c>, whether it came by mutual TLS or was carried by the broker.</summary>
internal sealed class ReadEndpoint(
    AssertionCheck check, UserTokens tokens, Judge judge, Bodies bodies, ReadLedger ledger, TrustBundle trust, ReadMeters meters, HoldingOptions options, TimeProvider clock,
    ILogger<ReadEndpoint> logger) : IDisposable
{
    private const string ContentType = "application/jose";
    private static readonly TimeSpan DecisionHolds = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrencyLimiter limiter = new(new() { PermitLimit = options.MostReadsAtOnce, QueueLimit = options.MostReadsAtOnce * 4 });

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
        using var lease = await limiter.AcquireAsync(1, context.RequestAborted);
        if (!lease.IsAcquired)
        {
            Unavailable(context, "too-many");
            return;
        }

        try
        {
            await ReadAsync(context);
        }
        catch (Exception e) when (e is LogUnavailableException or KeyUnavailableException or SealBrokenException or DbException or TrustConfigurationException or TimeoutException)
        {
            // Types and codes only: an exception's text may carry content.
            HoldingLog.ReadFailed(logger, CodeOf(e));
            // Where an answer has begun, bytes may stand in the pipe though none has gone: they may not follow another header.
            if (context.Response.HasStarted || context.Response.ContentType == ReadAnswer.ContentType) context.Abort();
            else Unavailable(context, e is LogUnavailableException ? "log" : "store");
        }
        catch (OperationCanceledException)
        {
            // The reader is gone, or has taken nothing for so long that it counts as gone.
            meters.Answered("reader-gone", 0, 0);
            context.Abort();
        }
    }

    public void Dispose() => limiter.Dispose();

    private async Task ReadAsync(HttpContext context)
    {
        if (await BodyAsync(context) is not { } jws) return;
        _ = trust.Signer.KeyId; // an answer that cannot be signed is not begun

        var ct = context.RequestAborted;
        var (assertion, failure) = check.Check(jws);
        if (assertion is null)
        {
            await RefuseUnverifiedAsync(context, failure, ct);
            return;
        }

        var outcome = await tokens.ValidateAsync(assertion.UserToken, ct);
        var entries = new ReadEntries(options, assertion, outcome.Identity, clock.GetUtcNow());
        if (outcome.Identity is not { } user)
        {
            await RefuseAsync(context, assertion, "user-token", entries.TokenRefused(outcome.Failure ?? "invalid"), entries, ct);
            return;
        }

        var judged = await judge.DecideAsync(user, assertion.Purpose, assertion.Things, ct);
        var open = await bodies.OpenAsync([.. judged.Where(thing => thing.Decision.Permitted)], ct);
        try
        {
            await AnswerAsync(context, assertion, user, judged, open, entries, ct);
        }
        finally
        {
            foreach (var body in open) body.Dispose();
        }
    }

    private async Task AnswerAsync(
        HttpContext context, AccessAssertion assertion, UserIdentity user, IReadOnlyList<Judged> judged, IReadOnlyList<OpenBody> open, ReadEntries entries, CancellationToken ct)
    {
        var decided = clock.GetTimestamp();
        var refusals = entries.Refused(judged, open);
        if (open.Count == 0)
        {
            await RefuseAsync(context, assertion, "refused", refusals, entries, ct);
            return;
        }

        var manifest = open.Select(body => body.Manifest).ToArray();
        var receipt = await ledger.WriteAsync(entries.Page([.. entries.Disclosed(open), .. refusals]), ct);
        if (receipt.Used)
        {
            await SendRefusalAsync(context, assertion, "assertion-used", receipt.FirstIndex);
            return;
        }

        var header = AnswerWriter.Sign(trust, assertion, manifest, null, clock.GetUtcNow(), receipt.FirstIndex);
        if (header.Length > ReadAnswer.MostHeaderBytes) throw new LogUnavailableException("answer-too-large");
        var sent = await AnswerWriter.SendAsync(context, header, open, async (body, index, stop) =>
            (index == 0 && clock.GetElapsedTime(decided) < DecisionHolds) || await StillMayAsync(body, user, assertion.Purpose, stop));
        meters.Answered(sent ? "disclosed" : "revoked", open.Count, sent ? manifest.Sum(thing => thing.Size) : 0);
        if (!sent) await ledger.WriteAsync(new(null, default, entries.CutShort(open), null), CancellationToken.None);
    }

    // Decided anew from the store: an allocation ended, a deny or a label made a moment ago stops the next chunk.
    private async ValueTask<bool> StillMayAsync(OpenBody body, UserIdentity user, string purpose, CancellationToken ct)
    {
        if (clock.GetUtcNow() > user.Expires.AddSeconds(AssertionCheck.Skew)) return false;
        var again = (await judge.DecideAsync(user, purpose, [body.Judged.Asked], ct))[0].Decision;

        return again.Permitted && again.Variant == body.Manifest.Variant;
    }

    private async Task RefuseAsync(
        HttpContext context, AccessAssertion assertion, string code, IReadOnlyList<LogEntry> why, ReadEntries entries, CancellationToken ct)
    {
        var receipt = await ledger.WriteAsync(entries.Page(why), ct);
        await SendRefusalAsync(context, assertion, receipt.Used ? "assertion-used" : code, receipt.FirstIndex);
    }

    // No id of it is kept: whoever sent it may have made it up.
    private async Task RefuseUnverifiedAsync(HttpContext context, string failure, CancellationToken ct)
    {
        var receipt = await ledger.WriteAsync(new(null, default, [ReadEntries.Unverified(options, failure, clock.GetUtcNow())], null), ct);
        await SendRefusalAsync(context, null, failure, receipt.FirstIndex);
    }

    private Task SendRefusalAsync(HttpContext context, AccessAssertion? assertion, string code, long? logIndex)
    {
        meters.Answered("refused", 0, 0);
        HoldingLog.ReadRefused(logger, assertion?.Transaction ?? "none", code);

        return AnswerWriter.RefuseAsync(context, trust, assertion, code, clock.GetUtcNow(), logIndex);
    }

    private static string CodeOf(Exception e) => e switch
    {
        LogUnavailableException or SealBrokenException => e.Message,
        DbException { SqlState: { } state } => $"database {state}",
        _ => e.GetType().Name,
    };

    private void Unavailable(HttpContext context, string code)
    {
        meters.Answered("unavailable-" + code, 0, 0);
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentLength = 0;
    }

    private static async Task<string?> BodyAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentType is not ContentType) return Status(StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength is null or > AssertionCheck.MostBytes) return Status(StatusCodes.Status413PayloadTooLarge);
        var body = new byte[(int)request.ContentLength];
        await request.Body.ReadExactlyAsync(body, context.RequestAborted);

        return Encoding.Latin1.GetString(body);

        string? Status(int code)
        {
            context.Response.StatusCode = code;

            return null;
        }
    }
}
