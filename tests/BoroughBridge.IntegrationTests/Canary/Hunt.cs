using System.Data.Common;
using System.Text;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>Looks for pieces of one invented child, in whatever form they may have been written: text, base64, hexadecimal, percent-encoded, UTF-16; and for slices of her documents' bytes.</summary>
internal sealed class Hunt(IEnumerable<string> pieces, params IEnumerable<byte[]> documents)
{
    private const int SliceBytes = 24;
    private const int Slices = 12;

    private readonly (string Piece, byte[] Form)[] forms =
    [
        .. pieces.SelectMany(piece => Forms(piece).Select(form => (piece, form))),
        .. documents.SelectMany(document => SlicesOf(document).Select(slice => ("bytes of a document", slice))),
    ];

    private readonly SortedSet<string> found = new(StringComparer.Ordinal);

    /// <summary>What was found and where: a line each.</summary>
    public IReadOnlyCollection<string> Found => found;

    /// <summary>Bytes looked at, so that an empty hunt cannot pass for a clean one.</summary>
    public long Searched { get; private set; }

    public void In(string place, string text) => In(place, Encoding.UTF8.GetBytes(text));

    public void In(string place, ReadOnlySpan<byte> bytes)
    {
        Searched += bytes.Length;
        foreach (var (piece, form) in forms)
        {
            if (bytes.IndexOf(form) >= 0) found.Add($"{place}: {piece}");
        }
    }

    /// <summary>Every file below a folder, links to folders too; those that are being written are read as far as they are.</summary>
    public void InFiles(string folder)
    {
        var root = new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(IsKept))
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var bytes = new MemoryStream();
                file.CopyTo(bytes);
                In(path, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                // Between the two: a server's own temporary file.
            }
        }
    }

    /// <summary>Every column of every row of every table.</summary>
    public async Task InTablesAsync(string place, Database database)
    {
        await using var connection = await database.OpenAsync(default);
        var tables = (await connection.QueryAsync<string>(database.Kind == DatabaseKind.Postgres
            ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            : "SELECT name FROM sqlite_master WHERE type = 'table'")).ToArray();
        foreach (var table in tables)
        {
            await using var rows = (DbDataReader)await connection.ExecuteReaderAsync($"SELECT * FROM \"{table}\"");
            while (await rows.ReadAsync())
            {
                for (var i = 0; i < rows.FieldCount; i++)
                {
                    if (rows.GetValue(i) is byte[] bytes) In($"{place} {table}.{rows.GetName(i)}", bytes);
                    else if (!rows.IsDBNull(i)) In($"{place} {table}.{rows.GetName(i)}", rows.GetValue(i).ToString()!);
                }
            }
        }
    }

    private static IEnumerable<byte[]> Forms(string piece)
    {
        var utf8 = Encoding.UTF8.GetBytes(piece);
        yield return utf8;
        yield return Encoding.UTF8.GetBytes(piece.ToUpperInvariant());
        yield return Encoding.UTF8.GetBytes(piece.ToLowerInvariant());
        yield return Encoding.Unicode.GetBytes(piece);
        yield return Encoding.UTF8.GetBytes(Uri.EscapeDataString(piece));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(utf8));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8));
        // Base64 of a text that stands anywhere in a longer one: three ways of falling, less the characters its neighbours touch.
        for (var shift = 0; shift < 3; shift++)
        {
            var base64 = Convert.ToBase64String([.. new byte[shift], .. utf8]);
            var from = (shift * 8 + 5) / 6;
            var length = ((shift + utf8.Length) * 8 / 6) - from;
            if (length >= 8) yield return Encoding.ASCII.GetBytes(base64.Substring(from, length));
        }
    }

    /// <summary>From all over a document, its beginning and end left out: every file of its kind begins and ends alike.</summary>
    private static IEnumerable<byte[]> SlicesOf(byte[] document) =>
        document.Length < 4096 ? [] : Enumerable.Range(1, Slices).Select(i => document.AsSpan((int)((long)document.Length * i / (Slices + 2)), SliceBytes).ToArray()).Where(slice => slice.Distinct().Count() > 12);

    /// <summary>Sockets and pipes keep nothing; nor does a file without a byte, which may be somebody's lock.</summary>
    private static bool IsKept(string path) =>
        new FileInfo(path) is not { Exists: true, Length: 0 } && !path.EndsWith(".sock", StringComparison.Ordinal) && !path.EndsWith("-socket", StringComparison.Ordinal) && !Path.GetFileName(path).StartsWith("clr-debug-pipe", StringComparison.Ordinal);
}
