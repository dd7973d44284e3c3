// Promise: a code or refresh token is good once; used again, everything that came of that sign-in is withdrawn.
using System.Security.Cryptography;
using System.Text.Json;
using BoroughBridge.Portal.SignIn;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Portal.Smart;

/// <summary>Launches, codes and tokens in the database, for all instances: secrets of 256 random bits, found by hash and sealed under themselves.</summary>
internal sealed class SmartSecrets(Database database, TimeProvider clock)
{
    public const string Launch = "launch";
    public const string Code = "code";
    public const string Access = "access";
    public const string Refresh = "refresh";

    public async Task<string> PutAsync<T>(string kind, string family, T data, TimeSpan life)
    {
        var secret = Sealed.NewSecret();
        var now = clock.GetUtcNow();
        await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync("DELETE FROM smart_secrets WHERE until < @now", new { now }, transaction);
                await transaction.Connection!.ExecuteAsync(
                    "INSERT INTO smart_secrets (id, kind, family, data, until) VALUES (@id, @kind, @family, @data, @until)",
                    new { id = Sealed.IdOf(secret), kind, family, data = Sealed.Close(secret, kind, JsonSerializer.SerializeToUtf8Bytes(data)), until = now + life }, transaction);
            },
            default);

        return secret;
    }

    /// <summary>What stands behind a secret that has not been used up or run out.</summary>
    public async Task<T?> FindAsync<T>(string kind, string? secret, CancellationToken ct)
        where T : class
    {
        if (!IsSecret(secret)) return null;
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT data, family, used FROM smart_secrets WHERE id = @id AND kind = @kind AND until > @now", new { id = Sealed.IdOf(secret!), kind, now = clock.GetUtcNow() }, cancellationToken: ct));

        return row is { Used: false } ? Open<T>(kind, secret!, row) : null;
    }

    /// <summary>The same, and uses it up; a second use withdraws the whole family.</summary>
    public Task<T?> TakeAsync<T>(string kind, string? secret)
        where T : class => database.InTransactionAsync(
        async transaction =>
        {
            if (!IsSecret(secret)) return null;
            var args = new { id = Sealed.IdOf(secret!), kind, now = clock.GetUtcNow() };
            var row = await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(
                "SELECT data, family, used FROM smart_secrets WHERE id = @id AND kind = @kind AND until > @now" + database.ForUpdate, args, transaction);
            if (row is null) return null;
            if (row.Used)
            {
                await transaction.Connection!.ExecuteAsync("DELETE FROM smart_secrets WHERE family = @family AND id <> @id", new { family = row.Family, args.id }, transaction);

                return null;
            }

            await transaction.Connection!.ExecuteAsync("UPDATE smart_secrets SET used = 1 WHERE id = @id", args, transaction);

            return Open<T>(kind, secret!, row);
        },
        default);

    /// <summary>Withdraws everything that came of one grant.</summary>
    public Task EndAsync(string family) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync("DELETE FROM smart_secrets WHERE family = @family", new { family }, transaction), default);

    private static bool IsSecret(string? text) => text is { Length: 43 };

    private static T? Open<T>(string kind, string secret, Row row)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Sealed.Open(secret, kind, row.Data));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Row
    {
        public required byte[] Data { get; init; }
        public required string Family { get; init; }
        public required bool Used { get; init; }
    }
}

/// <summary>What a launch stands for: whose case system opened it, and the child its case is bound to, if any.</summary>
internal sealed record LaunchContext(string Authority, string? ChildRef);

/// <summary>What a code stands for.</summary>
internal sealed record CodeGrant(SmartGrant Grant, string RedirectUri, string Challenge);

/// <summary>What a token stands for.</summary>
internal sealed record SmartGrant
{
    public required string ClientId { get; init; }
    public required string Scope { get; init; }
    public required string Family { get; init; }
    /// <summary>Secret of the session it lives by; none for a case system's own call.</summary>
    public string? Session { get; init; }
    public string? ChildRef { get; init; }
}
