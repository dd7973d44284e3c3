using System.Text.Json;

namespace BoroughBridge.DisclosureLog.Reading;

/// <summary>What an operator or auditor looks for; every condition given must hold.</summary>
public sealed record LogQuery
{
    /// <summary>Most entries on a page.</summary>
    public const int MostTaken = 500;

    public string? ChildRef { get; init; }
    /// <summary>Issuer and subject joined by a space.</summary>
    public string? Agent { get; init; }
    /// <summary>One of <see cref="LogKinds"/>.</summary>
    public string? Kind { get; init; }
    public string? Transaction { get; init; }
    public string? Outcome { get; init; }
    /// <summary>Recorded at or after.</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>Recorded before.</summary>
    public DateTimeOffset? To { get; init; }
    /// <summary>Only entries before this index: <see cref="LogPage.Before"/> of the page before.</summary>
    public long? Before { get; init; }
    public int Take { get; init; } = 50;
}

/// <summary>Entries found, newest first.</summary>
public sealed record LogPage
{
    public required IReadOnlyList<LoggedEntry> Entries { get; init; }
    /// <summary>What to ask <see cref="LogQuery.Before"/> for the next page; none on the last.</summary>
    public long? Before { get; init; }
}

/// <summary>An entry as it stands in the log.</summary>
public sealed record LoggedEntry
{
    public required long Index { get; init; }
    /// <summary>When it was recorded; never earlier than the entry before it.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>The clock stood more than two seconds behind the entry before.</summary>
    public required bool ClockBack { get; init; }
    public required LogKeys Keys { get; init; }
    /// <summary>Lower-case hex.</summary>
    public required string LeafHash { get; init; }
    /// <summary>The bytes that were hashed.</summary>
    public required ReadOnlyMemory<byte> Leaf { get; init; }
    /// <summary>The canonical manifest; none for an entry that is no disclosure.</summary>
    public ReadOnlyMemory<byte>? Manifest { get; init; }

    /// <summary>The AuditEvent resource in the leaf.</summary>
    public JsonElement AuditEvent()
    {
        using var leaf = JsonDocument.Parse(Leaf);

        return leaf.RootElement.GetProperty("event").Clone();
    }
}
