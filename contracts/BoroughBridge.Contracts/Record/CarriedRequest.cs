using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Contracts.Record;

/// <summary>
/// A request of the record protocol as the broker carries it to a part that takes no connection: the payload of a JWS by the asking part (ES256, typ
/// <c>bb-carried+jwt</c>), sealed for the asked part as a JWE (ECDH-ES, A256GCM, typ <c>bb-carried+jwe</c>). Good for 30 seconds and one use.
/// </summary>
public sealed record CarriedRequest
{
    public const string Typ = "bb-carried+jwt";
    public const string SealedTyp = "bb-carried+jwe";
    /// <summary>Seconds a request lives.</summary>
    public const int LifetimeSeconds = 30;
    /// <summary>Longest sealed request in bytes.</summary>
    public const int MostBytes = 768 << 10;
    /// <summary>Most frames of the answer that may be on their way at once.</summary>
    public const int MostWindow = 64;

    /// <summary>Who asks.</summary>
    [RegularExpression(Patterns.Authority)]
    public required string Iss { get; init; }
    /// <summary>Who is asked.</summary>
    [RegularExpression(Patterns.Authority)]
    public required string Aud { get; init; }
    /// <summary>One-use id; the AMQP correlation id of the request, of every frame of its answer and of every word back.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Jti { get; init; }
    /// <summary>Issued at, seconds since 1970.</summary>
    [Range(0L, 253402300799L)]
    public required long Iat { get; init; }
    /// <summary>Expires at, seconds since 1970.</summary>
    [Range(0L, 253402300799L)]
    public required long Exp { get; init; }
    /// <summary><c>GET</c> or <c>POST</c>.</summary>
    [RegularExpression(Patterns.RecordMethod)]
    public required string Method { get; init; }
    /// <summary>Path and query: <c>/record/read</c>.</summary>
    [StringLength(1024, MinimumLength = 1), RegularExpression(Patterns.RecordTarget)]
    public required string Target { get; init; }
    /// <summary>Media type of <see cref="Body"/>.</summary>
    [RegularExpression(Patterns.MediaType)]
    public string? ContentType { get; init; }
    /// <summary>The body where there is one: an assertion's JWS, a co-signature.</summary>
    [RegularExpression(Patterns.Text)]
    public string? Body { get; init; }
    /// <summary>The asking process's inbox: routing key of the answer's frames.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string ReplyTo { get; init; }
    /// <summary>Secret that the keys of the answer are derived from, with a salt of the answering part: 32 random bytes, base64url.</summary>
    [RegularExpression(Patterns.Secret)]
    public required string ReplyKey { get; init; }
    /// <summary>Frames the answering part may send before it is given more.</summary>
    [Range(2, MostWindow)]
    public required int Window { get; init; }
}

/// <summary>The first frame of an answer that the broker carries, sealed like the rest.</summary>
public sealed record CarriedHead
{
    /// <summary>HTTP status.</summary>
    [Range(200, 599)]
    public required int Status { get; init; }
    /// <summary>Media type of the body, with its parameters.</summary>
    [StringLength(200, MinimumLength = 1), RegularExpression(Patterns.Line)]
    public string? ContentType { get; init; }
    /// <summary>Bytes of the body, where that is known beforehand.</summary>
    [Range(0L, 1L << 53)]
    public long? Length { get; init; }
    /// <summary>The answering process's inbox: routing key of credits and cancellation.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Inbox { get; init; }
}
