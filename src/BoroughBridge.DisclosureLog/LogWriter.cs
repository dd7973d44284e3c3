// Promise: a receipt is given only for an entry that is durable; where one cannot be made durable, LogUnavailableException, and the caller sends nothing.
using System.Data.Common;
using System.Text.Json;
using BoroughBridge.Storage;

namespace BoroughBridge.DisclosureLog;

/// <summary>What is written: a canonical BALP AuditEvent and, for a disclosure, the manifest of each thing that left.</summary>
public sealed record LogEntry
{
    /// <summary>The AuditEvent resource (integers only, no names of children).</summary>
    public required JsonElement AuditEvent { get; init; }
    /// <summary>Manifest of what left: type, id, version, page, SHA-256 of each thing; none for an entry that is no disclosure.</summary>
    public JsonElement? Manifest { get; init; }
    /// <summary>Columns an auditor searches by.</summary>
    public required LogKeys Keys { get; init; }
}

/// <summary>What an entry is found by.</summary>
public sealed record LogKeys
{
    /// <summary>Entry kind: <c>authz</c>, <c>source</c>, <c>recipient</c>, <c>not-disclosed</c>, <c>sign-in</c>, <c>allocation</c> ...</summary>
    public required string Kind { get; init; }
    public string? Transaction { get; init; }
    public string? ChildRef { get; init; }
    /// <summary>Issuer and subject of the caller, joined by a space.</summary>
    public string? Agent { get; init; }
    public string? Purpose { get; init; }
    /// <summary><c>permit</c>, <c>refuse</c> or a failure code.</summary>
    public required string Outcome { get; init; }
}

/// <summary>Where an entry stands in its log.</summary>
public readonly record struct LogReceipt(long Index, string LeafHash);

/// <summary>The entry could not be made durable: answer 503 and send no byte.</summary>
public sealed class LogUnavailableException(string code, Exception? inner = null) : Exception(code, inner);

/// <summary>
/// One log, in its owner's database: gap-free indices taken under a lock on the head, RFC 6962 leaf hashes over canonical JSON,
/// many waiting entries in one durable write.
/// </summary>
public sealed class LogWriter(Database database, LogOptions options, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Queues the entry behind those already queued and completes when it is durable. Order of calls is order in the log.</summary>
    /// <exception cref="LogUnavailableException">It could not be written within <see cref="LogOptions.WriteTimeoutSeconds"/>.</exception>
    public Task<LogReceipt> AppendAsync(LogEntry entry, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Writes the entry in the caller's own transaction: durable exactly when the change it accompanies is.</summary>
    public Task<LogReceipt> AppendAsync(LogEntry entry, DbTransaction transaction, CancellationToken ct) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
