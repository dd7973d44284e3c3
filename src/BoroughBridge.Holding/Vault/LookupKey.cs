using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Vault;

/// <summary>
/// The key of the store's look-up columns: random, made at first start, wrapped under the key-encryption key. A person id or a source's key is
/// found by its HMAC, and cannot be read from a copy of the database.
/// </summary>
public sealed class LookupKey(Database database, Envelope envelope)
{
    private const string Name = "lookup";
    private byte[]? key;

    /// <summary>Opens the key, or makes it.</summary>
    /// <exception cref="ConfigurationRefusedException">The store was sealed under another key-encryption key.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        var (_, fresh) = envelope.NewKey(Name);
        var wrapped = await database.InTransactionAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                await connection.ExecuteAsync(
                    "INSERT INTO holder_keys (name, wrapped) VALUES (@Name, @fresh) ON CONFLICT (name) DO NOTHING", new { Name, fresh }, transaction);

                return await connection.QuerySingleAsync<byte[]>("SELECT wrapped FROM holder_keys WHERE name = @Name", new { Name }, transaction);
            },
            ct);

        try
        {
            key = envelope.Unwrap(Name, wrapped);
        }
        catch (SealBrokenException)
        {
            throw new ConfigurationRefusedException(nameof(HoldingOptions.KeyEncryptionKeyFile), "is not the key this holding's store is sealed under");
        }
    }

    /// <summary>The look-up form of a value; <paramref name="scope"/> keeps like values of unlike things apart.</summary>
    public string Of(string scope, string value) => Of(scope, Encoding.UTF8.GetBytes(value));

    /// <inheritdoc cref="Of(string, string)"/>
    public string Of(string scope, ReadOnlySpan<byte> value)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key ?? throw new KeyUnavailableException());
        hmac.AppendData(Encoding.UTF8.GetBytes(scope));
        hmac.AppendData([0]);
        hmac.AppendData(value);

        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
