namespace BoroughBridge.Contracts;

/// <summary>Forms that members of contracts have; each is in the JSON Schemas as it is here (ECMA 262 and .NET alike).</summary>
public static class Patterns
{
    /// <summary>SHA-256, lower-case hex.</summary>
    public const string Sha256 = "^[0-9a-f]{64}$";
    /// <summary>An id, or nothing.</summary>
    public const string IdOrEmpty = "^([0-9a-f]{32})?$";
    /// <summary>Short name of an authority: <c>tower-hamlets</c>.</summary>
    public const string Authority = "^[a-z][a-z0-9-]{0,39}$";
    /// <summary>A code of an open list: readers take one they do not know.</summary>
    public const string Code = "^[A-Za-z0-9][A-Za-z0-9-]{0,63}$";
    /// <summary>Name of a stream: see <see cref="Streams.StreamNames"/>.</summary>
    public const string Stream = "^(holder|routing)/[a-z][a-z0-9-]{0,39}$";
    /// <summary>Wire name of an event.</summary>
    public const string EventType = "^[a-z][a-z-]*\\.[a-z][a-z-]*$";
    /// <summary>SSDA903 legal status.</summary>
    public const string LegalStatus = "^[A-Z][0-9]$";
    /// <summary>SSDA903 reason an episode ceased, never X1.</summary>
    public const string ReasonCeased = "^E[0-9]{1,2}[AB]?$";
    /// <summary>SSDA903 participation.</summary>
    public const string Participation = "^PN[0-7]$";
    /// <summary>FHIR resource type.</summary>
    public const string ResourceType = "^[A-Z][A-Za-z]{1,39}$";
    /// <summary>Which label variant: <c>full</c>, or labels joined by <c>+</c>.</summary>
    public const string Variant = "^[a-z][a-z-]*([+][a-z][a-z-]*)*$";
    /// <summary>Compact JWS.</summary>
    public const string Jws = "^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+$";
    /// <summary>Printable ASCII without blanks: an issuer, a subject (OpenID Connect), a token.</summary>
    public const string Word = "^[!-~]+$";
    /// <summary>Words with single blanks between them.</summary>
    public const string Line = "^[!-~]+( [!-~]+)*$";
    /// <summary>Media type, without parameters.</summary>
    public const string MediaType = "^[a-z]+/[A-Za-z0-9.+-]{1,80}$";
    /// <summary>Methods of the record protocol.</summary>
    public const string RecordMethod = "^(GET|POST)$";
    /// <summary>Path and query of a request of the record protocol.</summary>
    public const string RecordTarget = "^/record/[a-z0-9/.-]{1,200}([?][A-Za-z0-9=&-]{0,800})?$";
    /// <summary>32 bytes, base64url.</summary>
    public const string Secret = "^[A-Za-z0-9_-]{43}$";
    /// <summary>Printable ASCII in lines, and the dash that begins a signature line of a signed note (C2SP).</summary>
    public const string Text = "^[\\n -~—]+$";
}
