using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Holding.Vault;

/// <summary>
/// Removes what a crash left behind: drafts, and files no row names. Only what is older than <see cref="Settled"/>, so that a file another
/// instance has just written and not yet named is left alone.
/// </summary>
public sealed class VaultSweep(Database database, DocumentVault vault, TimeProvider clock)
{
    /// <summary>Longest a write may take between its first byte and its row.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(15);

    /// <summary>Sweeps once; returns how many files went.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow().UtcDateTime - Settled;
        var gone = 0;
        if (Directory.Exists(vault.Drafts))
        {
            foreach (var draft in Directory.EnumerateFiles(vault.Drafts).Where(path => File.GetLastWriteTimeUtc(path) < before))
            {
                File.Delete(draft);
                gone++;
            }
        }

        await using var connection = await database.OpenAsync(ct);
        foreach (var (file, path) in vault.Files().Where(found => File.GetLastWriteTimeUtc(found.Path) < before))
        {
            var named = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM renditions WHERE file = @file", new { file });
            if (named > 0) continue;
            File.Delete(path);
            gone++;
        }

        return gone;
    }
}
