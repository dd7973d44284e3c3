using System.Globalization;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>Where the adapter stands with its ICS, durably.</summary>
internal sealed class ImportState(Database database)
{
    private const string CursorName = "cursor";
    private const string FullScanName = "full-scan-at";
    private const string SuspendedName = "suspended";

    public Task<string?> CursorAsync(CancellationToken ct) => ReadAsync(CursorName, ct);

    public Task KeepCursorAsync(string cursor, CancellationToken ct) => WriteAsync(CursorName, cursor, ct);

    public Task ForgetCursorAsync(CancellationToken ct) => WriteAsync(CursorName, null, ct);

    public async Task<DateTimeOffset?> FullScanAtAsync(CancellationToken ct) =>
        await ReadAsync(FullScanName, ct) is { } text ? Instants.FromMicroseconds(long.Parse(text, CultureInfo.InvariantCulture)) : null;

    public Task KeepFullScanAsync(DateTimeOffset at, CancellationToken ct) => WriteAsync(FullScanName, at.ToMicroseconds().ToString(CultureInfo.InvariantCulture), ct);

    /// <summary>Why nothing is read until a person says go on; <c>allowed</c> once they have; none otherwise.</summary>
    public Task<string?> SuspendedAsync(CancellationToken ct) => ReadAsync(SuspendedName, ct);

    public Task SuspendAsync(string? why, CancellationToken ct) => WriteAsync(SuspendedName, why, ct);

    private async Task<string?> ReadAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);

        return await connection.QuerySingleOrDefaultAsync<string>("SELECT value FROM electronic_state WHERE name = @name", new { name });
    }

    private Task<int> WriteAsync(string name, string? value, CancellationToken ct) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            value is null
                ? "DELETE FROM electronic_state WHERE name = @name"
                : "INSERT INTO electronic_state (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            new { name, value }, transaction),
        ct);
}
