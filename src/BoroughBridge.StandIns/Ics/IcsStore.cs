using System.Globalization;
using System.Security.Cryptography;
using BoroughBridge.StandIns.Children;

namespace BoroughBridge.StandIns.Ics;

/// <summary>What one authority's stand-in ICS keeps, in memory. Every change of a person's file takes the next number.</summary>
public sealed class IcsStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Kept> files = new(StringComparer.Ordinal);
    private readonly List<IcsReplacedId> replaced = [];
    private readonly TimeProvider clock;
    private long sequence;

    public IcsStore(string authority, IEnumerable<DemonstrationChild> children, TimeProvider clock)
    {
        Authority = authority;
        this.clock = clock;
        foreach (var child in children.Where(child => child.Holder == authority)) Put(child);
    }

    public string Authority { get; }

    /// <summary>Told apart in cursors: numbers start again when the stand-in does.</summary>
    public string Epoch { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    public IReadOnlyList<IcsReplacedId> Replaced
    {
        get
        {
            lock (gate) return [.. replaced];
        }
    }

    /// <summary>Everybody, by id.</summary>
    public IReadOnlyList<DemonstrationChild> All()
    {
        lock (gate) return [.. files.Values.Select(kept => kept.File).OrderBy(file => file.IcsPersonId, StringComparer.Ordinal)];
    }

    public DemonstrationChild? Find(string personId)
    {
        lock (gate) return files.GetValueOrDefault(personId)?.File;
    }

    public DemonstrationDocument? Document(string documentId)
    {
        lock (gate) return files.Values.SelectMany(kept => kept.File.Documents).FirstOrDefault(document => document.Entry.DocumentId == documentId);
    }

    /// <summary>Persons changed after a cursor, oldest change first; none where the cursor is not of this store.</summary>
    public IcsChanges? Changes(string? cursor, int take)
    {
        lock (gate)
        {
            if (Number(cursor) is not { } after) return null;
            var found = files.Values.Where(kept => kept.Sequence > after).OrderBy(kept => kept.Sequence).Take(take + 1).ToArray();
            var page = found.Take(take).ToArray();
            var last = page.Length > 0 ? page[^1].Sequence : after;

            return new([.. page.Select(kept => new IcsChange(kept.File.IcsPersonId, kept.ChangedAt))], string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{last}"), found.Length > take);
        }
    }

    /// <summary>Changes one file; false where there is no such person, or the change had nothing to change.</summary>
    public bool Change(string personId, Func<DemonstrationChild, DemonstrationChild?> change)
    {
        lock (gate)
        {
            if (!files.TryGetValue(personId, out var kept) || change(kept.File) is not { } changed) return false;
            Put(changed);

            return true;
        }
    }

    public void Put(DemonstrationChild file)
    {
        lock (gate) files[file.IcsPersonId] = new(file, ++sequence, clock.GetUtcNow());
    }

    /// <summary>The person is gone from the ICS without a word, as after a mistaken purge.</summary>
    public bool Remove(string personId)
    {
        lock (gate) return files.Remove(personId);
    }

    /// <summary>The ICS is replaced: every key is another from now on, and a list says which was which.</summary>
    public int ReplaceIds(string prefix)
    {
        lock (gate)
        {
            var all = files.Values.Select(kept => kept.File).ToArray();
            files.Clear();
            foreach (var file in all) Put(IcsRenumbering.Of(file, prefix, replaced));

            return all.Length;
        }
    }

    private long? Number(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return 0;

        return cursor.StartsWith(Epoch + ".", StringComparison.Ordinal)
            && long.TryParse(cursor.AsSpan(Epoch.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= sequence ? number : null;
    }

    private sealed record Kept(DemonstrationChild File, long Sequence, DateTimeOffset ChangedAt);
}
