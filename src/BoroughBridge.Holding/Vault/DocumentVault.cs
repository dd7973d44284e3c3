// Promise: a file a row names is whole and durable before the row is, is sealed, and is never deleted while a row names it.
using System.Buffers;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Holding.Vault;

/// <summary>The holder's document bytes, sealed, in files of the data folder: <c>vault/ab/abcd....sealed</c>.</summary>
public sealed class DocumentVault(string dataFolder, Envelope envelope)
{
    private const string Ending = ".sealed";
    private readonly string root = Path.Combine(dataFolder, "vault");

    /// <summary>The folder of half-written files; nothing in it is ever named by a row.</summary>
    internal string Drafts => Path.Combine(root, "drafts");

    /// <summary>Writes a body durably under a new file name: draft, fsync, rename, fsync of the folder.</summary>
    public async Task<(string File, byte[] Wrapped)> WriteAsync(string name, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var (key, wrapped) = envelope.NewKey(name);
        var file = Ids.New();
        var place = PathOf(file);
        DurableFolder.Create(Drafts);
        DurableFolder.Create(Path.GetDirectoryName(place)!);
        var draft = Path.Combine(Drafts, file);

        using (var handle = File.OpenHandle(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, Envelope.SealedSize(body.Length)))
        {
            await WriteChunksAsync(handle, name, key, body, ct);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(draft, place);
        DurableFolder.Sync(Path.GetDirectoryName(place)!);

        return (file, wrapped);
    }

    /// <summary>Opens a sealed file for reading by chunk.</summary>
    /// <exception cref="SealBrokenException">The file is missing or not as long as the row says.</exception>
    internal Microsoft.Win32.SafeHandles.SafeFileHandle Open(string file, long size)
    {
        try
        {
            var handle = File.OpenHandle(PathOf(file), options: FileOptions.Asynchronous);
            if (RandomAccess.GetLength(handle) == Envelope.SealedSize(size)) return handle;
            handle.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SealBrokenException("vault-file-unreadable", e);
        }

        throw new SealBrokenException("vault-file-length");
    }

    /// <summary>Every file in the vault and when it was last written.</summary>
    internal IEnumerable<(string File, string Path)> Files() => Directory.Exists(root)
        ? Directory.EnumerateFiles(root, "*" + Ending, SearchOption.AllDirectories).Select(path => (Path.GetFileNameWithoutExtension(path), path))
        : [];

    /// <summary>Whether the folder can be written to, for readiness.</summary>
    internal bool IsWritable()
    {
        try
        {
            DurableFolder.Create(Drafts);
            var probe = Path.Combine(Drafts, "probe-" + Ids.New());
            File.WriteAllBytes(probe, []);
            File.Delete(probe);

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string PathOf(string file) => Ids.IsId(file)
        ? Path.Combine(root, file[..2], file + Ending)
        : throw new SealBrokenException("vault-file-name");

    private static async Task WriteChunksAsync(
        Microsoft.Win32.SafeHandles.SafeFileHandle handle, string name, byte[] key, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        using var aes = Envelope.Cipher(key);
        var buffer = ArrayPool<byte>.Shared.Rent(Envelope.SealedChunk);
        try
        {
            for (long index = 0, count = Envelope.ChunkCount(body.Length); index < count; index++)
            {
                var chunk = body[(int)(index * Renditions.ChunkSize)..];
                if (chunk.Length > Renditions.ChunkSize) chunk = chunk[..Renditions.ChunkSize];
                Envelope.SealChunk(aes, name, index, body.Length, chunk.Span, buffer);
                var written = chunk.Length + (Envelope.SealedChunk - Renditions.ChunkSize);
                await RandomAccess.WriteAsync(handle, buffer.AsMemory(0, written), index * Envelope.SealedChunk, ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
