using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Contracts.Record;

/// <summary>
/// Routing's signed statement that it decided to let this caller read these things: the payload of a JWS (ES256, typ
/// <c>bb-assertion+jwt</c>). Good for 30 seconds and one use. The holder trusts none of it about who she is: that is in <see cref="UserToken"/>.
/// </summary>
public sealed record AccessAssertion
{
    public const string Typ = "bb-assertion+jwt";
    /// <summary>Seconds an assertion lives.</summary>
    public const int LifetimeSeconds = 30;
    /// <summary>Most things one assertion may name.</summary>
    public const int MostThings = 100;

    /// <summary>Who signed: routing's name in the trust bundle.</summary>
    [RegularExpression(Patterns.Authority)]
    public required string Iss { get; init; }
    /// <summary>The holder it is for.</summary>
    [RegularExpression(Patterns.Authority)]
    public required string Aud { get; init; }
    /// <summary>One-use id, 32 hex digits.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Jti { get; init; }
    /// <summary>Issued at, seconds since 1970.</summary>
    [Range(0L, 253402300799L)]
    public required long Iat { get; init; }
    /// <summary>Expires at, seconds since 1970.</summary>
    [Range(0L, 253402300799L)]
    public required long Exp { get; init; }
    /// <summary>Transaction id, shared by both logs; a retry keeps it.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Transaction { get; init; }
    /// <summary>Purpose code (domain.md 3.2).</summary>
    [RegularExpression(Patterns.Code)]
    public required string Purpose { get; init; }
    /// <summary>True where the caller named no purpose and the default was taken.</summary>
    public bool PurposeDefaulted { get; init; }
    /// <summary>The caller's own access token, as she sent it.</summary>
    [StringLength(16384, MinimumLength = 1), RegularExpression(Patterns.Word)]
    public required string UserToken { get; init; }
    /// <summary>What is asked for, at most <see cref="MostThings"/>.</summary>
    [MinLength(1), MaxLength(MostThings)]
    public required IReadOnlyList<ThingAsked> Things { get; init; }
}

/// <summary>One thing asked for, and the allocation it is asked under.</summary>
public sealed record ThingAsked
{
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string AllocationId { get; init; }
    /// <summary>FHIR resource type: Patient, CarePlan, DocumentReference, Binary, Encounter.</summary>
    [RegularExpression(Patterns.ResourceType)]
    public required string Type { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string Id { get; init; }
    /// <summary>Page of a paged rendition, from 1; none for the whole.</summary>
    [Range(1, int.MaxValue)]
    public int? Page { get; init; }
}

/// <summary>
/// The holder's signed header: the payload of a JWS (ES256, typ <c>bb-answer+jwt</c>) that stands before the bytes. On the wire:
/// four bytes big-endian length of the JWS, the JWS in ASCII, then the bytes of each thing in order.
/// </summary>
public sealed record ReadAnswer
{
    public const string Typ = "bb-answer+jwt";
    public const string ContentType = "application/vnd.boroughbridge.answer";
    /// <summary>Longest header in bytes.</summary>
    public const int MostHeaderBytes = 4 << 20;

    [RegularExpression(Patterns.Authority)]
    public required string Iss { get; init; }
    /// <summary>The <see cref="AccessAssertion.Jti"/> it answers; empty where that could not be read.</summary>
    [RegularExpression(Patterns.IdOrEmpty)]
    public required string Answers { get; init; }
    /// <summary>The <see cref="AccessAssertion.Transaction"/>; empty where that could not be read.</summary>
    [RegularExpression(Patterns.IdOrEmpty)]
    public required string Transaction { get; init; }
    [Range(0L, 253402300799L)]
    public required long Iat { get; init; }
    /// <summary>Empty where refused.</summary>
    public required IReadOnlyList<ThingDisclosed> Things { get; init; }
    /// <summary>Code where refused; routing answers the caller as not found.</summary>
    [RegularExpression(Patterns.Code)]
    public string? Refused { get; init; }
    /// <summary>Index of the holder's Source entry in its log.</summary>
    [Range(0L, 1L << 53)]
    public long? LogIndex { get; init; }
}

/// <summary>One thing of the manifest: what left, exactly.</summary>
public sealed record ThingDisclosed
{
    [RegularExpression(Ids.Pattern)]
    public required string ChildRef { get; init; }
    [RegularExpression(Patterns.ResourceType)]
    public required string Type { get; init; }
    [RegularExpression(Ids.Pattern)]
    public required string Id { get; init; }
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }
    /// <summary>Which label variant: <c>full</c>, or the labels redacted joined by <c>+</c>.</summary>
    [RegularExpression(Patterns.Variant)]
    public required string Variant { get; init; }
    [Range(1, int.MaxValue)]
    public int? Page { get; init; }
    [RegularExpression(Patterns.MediaType)]
    public required string ContentType { get; init; }
    /// <summary>Bytes.</summary>
    [Range(0L, 1L << 40)]
    public required long Size { get; init; }
    /// <summary>SHA-256 of all the bytes, lower-case hex.</summary>
    [RegularExpression(Patterns.Sha256)]
    public required string Sha256 { get; init; }
    /// <summary>SHA-256 of each chunk of <see cref="Renditions.ChunkSize"/> bytes, lower-case hex, the last one shorter.</summary>
    public required IReadOnlyList<string> Chunks { get; init; }
}

/// <summary>What every rendition shares.</summary>
public static class Renditions
{
    /// <summary>Bytes in a chunk.</summary>
    public const int ChunkSize = 64 * 1024;
}
