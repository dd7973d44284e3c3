// Promise: a page's place is sealed for the caller and the search it was made for; anyone else's, or an altered one, is no place at all.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Dapper;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Routing.Search;

/// <summary>Where a page ended: its last thing, and how it is sorted.</summary>
internal sealed record SearchPlace(string Day, DateTimeOffset Changed, string Id, DateTimeOffset Made);

/// <summary>
/// Seals places (AES-256-GCM) under a key all instances share, made at first use. A place says where to go on and nothing else: what is on the next
/// page is decided anew.
/// </summary>
internal sealed class SearchCursor(Database database, TimeProvider clock)
{
    private const int Nonce = 12, Tag = 16;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    private byte[]? key;

    public async Task<string> SealAsync(SearchPlace place, SearchRequest request, UserIdentity user, CancellationToken ct)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(place, Wire.Json);
        var made = new byte[Nonce + text.Length + Tag];
        RandomNumberGenerator.Fill(made.AsSpan(0, Nonce));
        using var aes = new AesGcm(await KeyAsync(ct), Tag);
        aes.Encrypt(made.AsSpan(0, Nonce), text, made.AsSpan(Nonce, text.Length), made.AsSpan(Nonce + text.Length), For(request, user));

        return Base64UrlEncoder.Encode(made);
    }

    /// <summary>The place; none where it is not this caller's for this search, or older than fifteen minutes.</summary>
    public async Task<SearchPlace?> OpenAsync(SearchRequest request, UserIdentity user, CancellationToken ct)
    {
        try
        {
            var made = Base64UrlEncoder.DecodeBytes(request.Cursor);
            if (made.Length <= Nonce + Tag) return null;
            var text = new byte[made.Length - Nonce - Tag];
            using var aes = new AesGcm(await KeyAsync(ct), Tag);
            aes.Decrypt(made.AsSpan(0, Nonce), made.AsSpan(Nonce, text.Length), made.AsSpan(Nonce + text.Length), text, For(request, user));
            var place = JsonSerializer.Deserialize<SearchPlace>(text, Wire.Json);

            return place is not null && clock.GetUtcNow() - place.Made < Life ? place : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException or JsonException)
        {
            return null;
        }
    }

    private async Task<byte[]> KeyAsync(CancellationToken ct) => key ??= await database.InTransactionAsync(
        async transaction =>
        {
            var connection = transaction.Connection!;
            await connection.ExecuteAsync(
                "INSERT INTO search_keys (name, key) VALUES ('place', @fresh) ON CONFLICT (name) DO NOTHING", new { fresh = RandomNumberGenerator.GetBytes(32) }, transaction);

            return await connection.QuerySingleAsync<byte[]>("SELECT key FROM search_keys WHERE name = 'place'", transaction: transaction);
        },
        ct);

    private static byte[] For(SearchRequest request, UserIdentity user) => Encoding.UTF8.GetBytes(string.Join(
        '\n',
        [user.Issuer, user.Subject, user.Authority, string.Join(' ', user.Roles), request.Of.Type, .. request.Sent.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")]));
}
