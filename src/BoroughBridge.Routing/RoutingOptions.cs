using System.ComponentModel.DataAnnotations;
using BoroughBridge.Access;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing;

/// <summary>Section <c>Routing</c> of the configuration file.</summary>
public sealed class RoutingOptions : IValidatableObject
{
    /// <summary>Listens here for portal, FHIR, log, health, metrics: <c>http://127.0.0.1:5080</c>.</summary>
    [Required, Url]
    public string Url { get; set; } = "";

    /// <summary>The address browsers and clients use, where a proxy stands in front; <see cref="Url"/> where empty.</summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>Listens here with mutual TLS for holders that pull routing's streams: <c>https://127.0.0.1:5087</c>.</summary>
    [Required, Url]
    public string RecordUrl { get; set; } = "";

    /// <summary>Folder for data protection keys and the operator socket.</summary>
    [Required]
    public string DataFolder { get; set; } = "";

    [Required]
    public DatabaseOptions Database { get; set; } = new();

    [Required]
    public LogOptions Log { get; set; } = new();

    [Required]
    public TrustOptions Trust { get; set; } = new();

    /// <summary>The authorities routing serves, by slug.</summary>
    public Dictionary<string, AuthorityOptions> Authorities { get; } = [];

    public List<AgreementOptions> Agreements { get; } = [];

    /// <summary>Apps and case systems that may ask for access by SMART App Launch.</summary>
    public SmartOptions Smart { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Trust.SealingKeyFile) && Authorities.Values.Any(authority => authority.Profile == TransportProfile.Brokered))
            yield return new("Trust:SealingKeyFile is required where the Profile of an authority is Brokered");
    }
}

/// <summary>One authority as routing knows it.</summary>
public sealed class AuthorityOptions : IValidatableObject
{
    [Required]
    public string DisplayName { get; set; } = "";

    [Required]
    public string LaNumber { get; set; } = "";

    /// <summary>How its holder is reached; the holder's file says the same.</summary>
    public TransportProfile Profile { get; set; }

    /// <summary>Its holder's record endpoint; direct only.</summary>
    [Url]
    public string RecordUrl { get; set; } = "";

    /// <summary>
    /// The agreement has this authority answer for the training of its own officers: true, a person nobody has marked here counts as trained; false,
    /// only who is marked trained here may read (A16).
    /// </summary>
    public bool VouchesForTraining { get; set; } = true;

    /// <summary>Broker and virtual host that carry its streams; absent where they are pulled. Required where the profile is brokered: there it carries the reads too.</summary>
    public BrokerOptions? Broker { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Profile == TransportProfile.Direct)
        {
            if (RecordUrl.Length == 0) yield return new("RecordUrl is required");
            yield break;
        }

        if (Broker is null) yield return new("Broker is required where Profile is Brokered");
        if (RecordUrl.Length > 0) yield return new("RecordUrl is given, and a holder whose Profile is Brokered takes no connection");
    }
}
