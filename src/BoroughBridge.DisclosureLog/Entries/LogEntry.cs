using System.Text.Json;

namespace BoroughBridge.DisclosureLog;

/// <summary>What is written: a canonical BALP AuditEvent and, for a disclosure, the manifest of each thing that left.</summary>
public sealed record LogEntry
{
    /// <summary>Names the entry where its caller may hand it in again, not knowing whether it was written: one that stands in the log keeps its place.</summary>
    public string? Id { get; init; }
    /// <summary>The AuditEvent resource (integers only, no names of children).</summary>
    public required JsonElement AuditEvent { get; init; }
    /// <summary>Manifest of what left: type, id, version, page, SHA-256 of each thing; none for an entry that is no disclosure.</summary>
    public JsonElement? Manifest { get; init; }
    /// <summary>Columns an auditor searches by.</summary>
    public required LogKeys Keys { get; init; }
}

/// <summary>What an entry is found by. They are part of what is hashed.</summary>
public sealed record LogKeys
{
    /// <summary>Entry kind: <see cref="LogKinds"/>.</summary>
    public required string Kind { get; init; }
    public string? Transaction { get; init; }
    public string? ChildRef { get; init; }
    /// <summary>Issuer and subject of the caller, joined by a space.</summary>
    public string? Agent { get; init; }
    public string? Purpose { get; init; }
    /// <summary><c>permit</c>, <c>refuse</c> or a failure code.</summary>
    public required string Outcome { get; init; }
}

/// <summary>The kinds of entry there are.</summary>
public static class LogKinds
{
    public const string Decision = "authz";
    public const string Source = "source";
    public const string Recipient = "recipient";
    public const string NotDisclosed = "not-disclosed";
    public const string Read = "read";
    public const string Query = "query";
    public const string SignIn = "sign-in";
    public const string SignOut = "sign-out";
    public const string Allocation = "allocation";
    public const string Record = "record";
    public const string Configuration = "configuration";
}

/// <summary>Where an entry stands in its log: its index, from 0, and its RFC 6962 leaf hash in lower-case hex.</summary>
public readonly record struct LogReceipt(long Index, string LeafHash);

/// <summary>The entry could not be made durable: answer 503 and send no byte. The message is a code.</summary>
public sealed class LogUnavailableException(string code, Exception? inner = null) : Exception(code, inner)
{
    /// <summary>Why: <c>log-timeout</c>, <c>log-queue-full</c>, <c>log-key-missing</c>, <c>log-head-mismatch</c> ...</summary>
    public string Code => Message;
}
