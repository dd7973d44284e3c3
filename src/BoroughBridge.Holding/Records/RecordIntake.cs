using BoroughBridge.Contracts.Events;

namespace BoroughBridge.Holding.Records;

/// <summary>A child as the holder's person index has it; never leaves the holder except by an authorised read of the Patient.</summary>
public sealed record Person
{
    /// <summary>The ICS's person id, unique in the holding.</summary>
    public required string IcsPersonId { get; init; }
    public string? LaChildId { get; init; }
    public required string Given { get; init; }
    public required string Family { get; init; }
    public IReadOnlyList<string> AlsoKnownAs { get; init; } = [];
    public DateOnly? DateOfBirth { get; init; }
    /// <summary>FHIR administrative gender.</summary>
    public string? Sex { get; init; }
    public string? NhsNumber { get; init; }
    public string? Upn { get; init; }
    public string? FamilyGroup { get; init; }
    /// <summary>Home or placement address lines; carried under label protected-address where <see cref="Labels"/> says so.</summary>
    public IReadOnlyList<string> Address { get; init; } = [];
    public IReadOnlyList<string> Labels { get; init; } = [];
}

/// <summary>One resource as an adapter hands it over. The same put again changes nothing and tells nobody.</summary>
public sealed record RecordPut
{
    /// <summary>Which source: <c>ics</c>, <c>paper</c>.</summary>
    public required string Source { get; init; }
    /// <summary>The source's own key of it, unique within source and type.</summary>
    public required string SourceKey { get; init; }
    public required string ChildRef { get; init; }
    /// <summary>From <see cref="RecordIntake.IdForAsync"/>.</summary>
    public required string Id { get; init; }
    /// <summary>FHIR resource type.</summary>
    public required string Type { get; init; }
    public string? Kind { get; init; }
    public DateOnly? Date { get; init; }
    public IReadOnlyList<string> Labels { get; init; } = [];
    /// <summary>The resource: a record of BoroughBridge.Fhir, serialised once to canonical bytes and its label variants.</summary>
    public required object Resource { get; init; }
    /// <summary>The events that tell of it, given its version; told only while the child is in the stream.</summary>
    public required Func<int, IReadOnlyList<IChildEvent>> Tell { get; init; }
}

/// <summary>A document's bytes and the pages it is shown by.</summary>
public sealed record DocumentBody
{
    public required string BinaryId { get; init; }
    public required string ContentType { get; init; }
    public required ReadOnlyMemory<byte> Bytes { get; init; }
    /// <summary>Page images in order (PNG or JPEG); empty where the document has none.</summary>
    public IReadOnlyList<PageImage> Pages { get; init; } = [];
}

/// <summary>One page as an image.</summary>
public sealed record PageImage(string ContentType, ReadOnlyMemory<byte> Bytes);

/// <summary>What a put did.</summary>
public sealed record PutOutcome(int Version, bool Changed);

/// <summary>
/// The one way into a holding's record store: adapters hand resources over, and store, event and log entry share one transaction.
/// </summary>
public sealed class RecordIntake(IdMap ids, PersonIndex persons, ResourceStore resources)
{
    /// <summary>The stable random id of a source's thing; minted at first sight, the same after every re-import.</summary>
    public Task<string> IdForAsync(string source, string type, string sourceKey, CancellationToken ct) => ids.IdForAsync(source, type, sourceKey, ct);

    /// <summary>The child reference of a person, minted at first sight; none where the person index has no such person.</summary>
    public Task<string?> ChildRefAsync(string icsPersonId, CancellationToken ct) => persons.ChildRefAsync(icsPersonId, ct);

    /// <summary>Puts a person into the index and their Patient resource into the store; returns the child reference.</summary>
    public Task<string> PutPersonAsync(Person person, CancellationToken ct) => persons.PutAsync(person, ct);

    /// <summary>All persons, for matching scans.</summary>
    public Task<IReadOnlyList<Person>> PersonsAsync(CancellationToken ct) => persons.AllAsync(ct);

    /// <summary>Puts a resource; version and whether anything changed.</summary>
    /// <exception cref="RecordRefusedException">The put contradicts itself or the store; the message is a code.</exception>
    public Task<PutOutcome> PutAsync(RecordPut put, CancellationToken ct) => resources.PutAsync(put, null, ct);

    /// <summary>Puts a DocumentReference with its bytes; the vault has the bytes, durably, before the transaction commits.</summary>
    /// <exception cref="RecordRefusedException">The put contradicts itself or the store; the message is a code.</exception>
    public Task<PutOutcome> PutDocumentAsync(RecordPut put, DocumentBody body, CancellationToken ct) => resources.PutAsync(put, body, ct);

    /// <summary>Withdraws a document: not readable from this moment, its tombstone is told.</summary>
    /// <exception cref="RecordRefusedException">There is no such document.</exception>
    public Task WithdrawAsync(string documentId, string reason, CancellationToken ct) => resources.WithdrawAsync(documentId, reason, ct);
}
