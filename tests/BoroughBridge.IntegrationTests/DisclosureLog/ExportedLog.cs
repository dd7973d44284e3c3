using System.Buffers.Binary;
using BoroughBridge.DisclosureLog.Tiles;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>An exported folder taken apart, to be tampered with and put back.</summary>
internal sealed class ExportedLog(string folder, long size)
{
    public string Folder => folder;

    public List<byte[]> Leaves { get; } = Read(folder, size);

    public string At(string file) => Path.Combine(folder, file);

    /// <summary>A copy beside it.</summary>
    public static ExportedLog Copy(string from, string to, long size)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new(to, size);
    }

    /// <summary>Writes the leaves back as they are now, in bundles of the same places.</summary>
    public void Write()
    {
        var paths = TilePath.AtLevel(null, size).ToArray();
        for (var i = 0; i < paths.Length; i++)
        {
            var last = i == paths.Length - 1;
            var bundle = Leaves.Skip(i * 256).Take(last ? int.MaxValue : 256);
            File.WriteAllBytes(At("tile/" + paths[i]), [.. bundle.SelectMany(leaf => (byte[])[(byte)(leaf.Length >> 8), (byte)leaf.Length, .. leaf])]);
        }
    }

    public void Edit(string file, Func<byte[], byte[]> change) => File.WriteAllBytes(At(file), change(File.ReadAllBytes(At(file))));

    public void EditText(string file, Func<string, string> change) => File.WriteAllText(At(file), change(File.ReadAllText(At(file))));

    private static List<byte[]> Read(string folder, long size)
    {
        var leaves = new List<byte[]>();
        foreach (var path in TilePath.AtLevel(null, size))
        {
            var bundle = File.ReadAllBytes(Path.Combine(folder, "tile", path.ToString()));
            for (var at = 0; at < bundle.Length; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at)))
                leaves.Add(bundle[(at + 2)..(at + 2 + BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at)))]);
        }

        return leaves;
    }
}
