using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Streams;

namespace BoroughBridge.Streams;

/// <summary>Whether what came over the wire is what a publisher of this stream would have sent; nothing else is looked at further.</summary>
internal static class Soundness
{
    public static bool IsSound(this StreamEntry entry, string stream) =>
        entry.Source == stream && entry.Streamnumber > 0 && Ids.IsId(entry.Streamepoch) && Ids.IsId(entry.Subject) && Ids.IsId(entry.Id) && HashHolds(entry);

    /// <exception cref="StreamException">The page is of another stream, out of order, or an entry's hash does not hold.</exception>
    public static void Check(this StreamPage page, string stream, long from)
    {
        if (page.Stream != stream || !Ids.IsId(page.Epoch) || page.Head < 0) throw new StreamException("page-of-another-stream");
        for (var i = 0; i < page.Entries.Count; i++)
        {
            var entry = page.Entries[i];
            if (entry.Streamepoch != page.Epoch || entry.Streamnumber != from + i || !entry.IsSound(stream)) throw new StreamException("page-unsound");
        }
    }

    /// <exception cref="StreamException">The snapshot is of another stream, or its place is none.</exception>
    public static void Check(this StreamSnapshot snapshot, string stream)
    {
        if (snapshot.Stream != stream || !Ids.IsId(snapshot.Epoch) || snapshot.Number < 0 || snapshot.Hash.Length != StreamEntry.NoHash.Length)
            throw new StreamException("snapshot-of-another-stream");
    }

    private static bool HashHolds(StreamEntry entry)
    {
        try
        {
            return entry.HashHolds();
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            return false; // Numbers that are no integers, a member twice, text that is no Unicode: not canonical, so never ours.
        }
    }
}
