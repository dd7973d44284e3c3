// Promise: once a provider has said that a person is signed out, no token of hers issued until then reads anything, at any instance, from the next decision on.
using System.Data.Common;
using BoroughBridge.DisclosureLog;
using BoroughBridge.DisclosureLog.Audit;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;

namespace BoroughBridge.Routing.People;

/// <summary>Whom the providers have signed out: committed rows, which every decision reads, and this instance's token cache.</summary>
public sealed class Logouts
{
    /// <summary>No token issued before a logout can live longer (five minutes, the skew, and room).</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>When she, or her provider's session, was last signed out; for <c>@issuer</c>, <c>@bySubject</c>, <c>@bySession</c>.</summary>
    internal const string LastOf = "SELECT MAX(at) AS signed_out FROM logouts WHERE issuer = @issuer AND (who = @bySubject OR who = @bySession)";

    private readonly Database database;
    private readonly UserTokens tokens;
    private readonly TrustBundle trust;
    private readonly LogWriter log;
    private readonly TimeProvider clock;

    internal Logouts(Database database, UserTokens tokens, TrustBundle trust, LogWriter log, TimeProvider clock) =>
        (this.database, this.tokens, this.trust, this.log, this.clock) = (database, tokens, trust, log, clock);

    internal static string BySubject(string subject) => "sub:" + subject;

    internal static string BySession(string? session) => "sid:" + session;

    /// <summary>
    /// Signs out whom a verified logout token names; false where that token was used before. All in one transaction with what <paramref name="endSessions"/>
    /// does, which returns the subjects of the sessions it ended.
    /// </summary>
    public async Task<bool> SignOutAsync(SignedOutIdentity who, Func<DbTransaction, Task<IReadOnlyList<string>>> endSessions, string? remoteAddress, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        string[] subjects = [];
        var first = await database.InTransactionAsync(
            async transaction =>
            {
                if (!await UsedIds.ConsumeAsync(transaction, who.Issuer, who.TokenId, who.Expires + Kept, now)) return false;

                subjects = [.. (await endSessions(transaction)).Concat(who.Subject is null ? [] : [who.Subject]).Distinct()];
                string[] all = [.. subjects.Select(BySubject), .. who.SessionId is null ? [] : (string[])[BySession(who.SessionId)]];
                await transaction.Connection!.ExecuteAsync("DELETE FROM logouts WHERE at < @before", new { before = now - Kept }, transaction);
                foreach (var one in all)
                {
                    await transaction.Connection!.ExecuteAsync(
                        "INSERT INTO logouts (issuer, who, at) VALUES (@issuer, @one, @now) ON CONFLICT (issuer, who) DO UPDATE SET at = excluded.at", new { issuer = who.Issuer, one, now }, transaction);
                }

                foreach (var subject in subjects)
                {
                    var actor = new AuditActor { Issuer = who.Issuer, Subject = subject, Authority = who.Authority, TokenId = who.TokenId };
                    await log.AppendAsync(AuditEvents.SignOut(trust.Self, now, actor, remoteAddress), transaction, ct);
                }

                return true;
            },
            ct);
        if (!first) return false;

        foreach (var subject in subjects) tokens.Forget(who.Issuer, subject);
        if (who.SessionId is { } session) tokens.ForgetSession(who.Issuer, session);

        return true;
    }

    /// <summary>Whether her token was issued before she was last signed out.</summary>
    public async Task<bool> CoverAsync(UserIdentity user, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var at = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            LastOf, new { issuer = user.Issuer, bySubject = BySubject(user.Subject), bySession = BySession(user.SessionId) }, cancellationToken: ct));

        return at is { } last && user.IssuedAt <= Instants.FromMicroseconds(last);
    }
}
