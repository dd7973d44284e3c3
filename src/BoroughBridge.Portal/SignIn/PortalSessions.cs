// Promise: a visit is known by a secret that only the browser has, outlives a restart of any instance, is the same at all of them, and ends for all at once.
using System.Data.Common;
using System.Security.Claims;
using System.Security.Cryptography;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// Sessions in routing's database, sealed under the cookie's secret: the cookie is that secret and nothing else, and tokens never reach the browser.
/// Forgotten after fifteen minutes idle or eight hours in all.
/// </summary>
internal sealed class PortalSessions(Database database, TimeProvider clock) : ITicketStore
{
    public static readonly TimeSpan InAll = TimeSpan.FromHours(8);
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private const string Purpose = "session";
    private const string SecretItem = ".secret";
    private const string VersionItem = ".version";

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var secret = Sealed.NewSecret();
        var now = clock.GetUtcNow();
        var (issuer, subject) = PersonOf(ticket.Principal);
        await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync(
                    "DELETE FROM portal_sessions WHERE touched < @idle OR created < @old", new { idle = now - Idle, old = now - InAll }, transaction);
                await transaction.Connection!.ExecuteAsync(
                    "INSERT INTO portal_sessions (id, issuer, subject, sid, ticket, version, lease, created, touched) VALUES (@id, @issuer, @subject, @sid, @sealed, 1, 0, @now, @now)",
                    new { id = Sealed.IdOf(secret), issuer, subject, sid = ticket.Principal.FindFirstValue("sid"), @sealed = Close(secret, ticket), now }, transaction);
            },
            default);

        return secret;
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        var now = clock.GetUtcNow();
        var id = Sealed.IdOf(key);
        await using var connection = await database.OpenAsync(default);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT ticket, version, touched FROM portal_sessions WHERE id = @id AND touched >= @idle AND created >= @old", new { id, idle = now - Idle, old = now - InAll });
        if (row is null || Open(key, row) is not { } ticket) return null;
        if (now - row.Touched > TouchEvery)
        {
            await database.InTransactionAsync(
                transaction => transaction.Connection!.ExecuteAsync("UPDATE portal_sessions SET touched = @now WHERE id = @id AND touched < @now", new { id, now }, transaction), default);
        }

        return ticket;
    }

    // A sign-in never takes over an earlier visit's secret (AuthoritySignInHandler lets the earlier one go first), and nothing here slides.
    public Task RenewAsync(string key, AuthenticationTicket ticket) => throw new InvalidOperationException("a session is updated, never renewed");

    public Task RemoveAsync(string key) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync("DELETE FROM portal_sessions WHERE id = @id", new { id = Sealed.IdOf(key) }, transaction), default);

    /// <summary>The secret a retrieved ticket was found by.</summary>
    public static string SecretOf(AuthenticationTicket ticket) => ticket.Properties.GetString(SecretItem) ?? throw new InvalidOperationException("not retrieved");

    /// <summary>Whether this request may renew the session's tokens: one at a time, over all instances, and only from the newest of them.</summary>
    public async Task<bool> LeaseAsync(AuthenticationTicket ticket, CancellationToken ct)
    {
        var now = clock.GetUtcNow();

        return await database.InTransactionAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                "UPDATE portal_sessions SET lease = @until WHERE id = @id AND version = @version AND lease < @now",
                new { id = Sealed.IdOf(SecretOf(ticket)), version = VersionOf(ticket), until = (now + Lease).ToMicroseconds(), now = now.ToMicroseconds() }, transaction), ct) == 1;
    }

    /// <summary>Keeps what the ticket says now; false where the session has ended or was changed meanwhile.</summary>
    public async Task<bool> UpdateAsync(AuthenticationTicket ticket)
    {
        var (secret, version) = (SecretOf(ticket), VersionOf(ticket));
        var done = await database.InTransactionAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                "UPDATE portal_sessions SET ticket = @sealed, version = version + 1, lease = 0 WHERE id = @id AND version = @version",
                new { id = Sealed.IdOf(secret), version, @sealed = Close(secret, ticket) }, transaction), default) == 1;
        if (done) Mark(ticket, secret, version + 1);

        return done;
    }

    /// <summary>Ends a provider's session, or where none is named all of a person's; returns whose they were.</summary>
    public static async Task<IReadOnlyList<string>> EndAsync(DbTransaction transaction, string issuer, string? subject, string? session)
    {
        const string Those = "FROM portal_sessions WHERE issuer = @issuer AND ((@session <> '' AND sid = @session) OR (subject = @subject AND (@session = '' OR sid IS NULL)))";
        var args = new { issuer, subject = subject ?? "", session = session ?? "" };
        var subjects = (await transaction.Connection!.QueryAsync<string>("SELECT DISTINCT subject " + Those, args, transaction)).AsList();
        await transaction.Connection!.ExecuteAsync("DELETE " + Those, args, transaction);

        return subjects;
    }

    /// <summary>The authority whose provider signed this person in.</summary>
    public static string? AuthorityOf(ClaimsPrincipal? user) => user?.FindFirstValue(AuthoritySignInHandler.AuthorityClaim);

    private static (string Issuer, string Subject) PersonOf(ClaimsPrincipal user) =>
        (user.FindFirstValue("iss") ?? throw new InvalidOperationException("no issuer"), user.FindFirstValue("sub") ?? throw new InvalidOperationException("no subject"));

    private static byte[] Close(string secret, AuthenticationTicket ticket)
    {
        var kept = ticket.Clone();
        kept.Properties.SetString(SecretItem, null);
        kept.Properties.SetString(VersionItem, null);

        return Sealed.Close(secret, Purpose, TicketSerializer.Default.Serialize(kept));
    }

    private static AuthenticationTicket? Open(string secret, Row row)
    {
        try
        {
            if (TicketSerializer.Default.Deserialize(Sealed.Open(secret, Purpose, row.Ticket)) is not { } ticket) return null;
            Mark(ticket, secret, row.Version);

            return ticket;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static void Mark(AuthenticationTicket ticket, string secret, long version)
    {
        ticket.Properties.SetString(SecretItem, secret);
        ticket.Properties.SetString(VersionItem, version.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static long VersionOf(AuthenticationTicket ticket) => long.Parse(ticket.Properties.GetString(VersionItem)!, System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Row
    {
        public required byte[] Ticket { get; init; }
        public required long Version { get; init; }
        public required DateTimeOffset Touched { get; init; }
    }
}
