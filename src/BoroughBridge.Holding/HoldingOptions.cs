using System.ComponentModel.DataAnnotations;
using BoroughBridge.Access;
using BoroughBridge.DisclosureLog;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Trust;

namespace BoroughBridge.Holding;

/// <summary>One authority's holding: an item of section <c>Holdings</c> of the configuration file.</summary>
public sealed class HoldingOptions : IValidatableObject
{
    /// <summary>Slug: <c>islington</c>.</summary>
    [Required, RegularExpression("^[a-z][a-z0-9-]{1,40}$")]
    public string Authority { get; set; } = "";

    /// <summary>Name people see.</summary>
    [Required]
    public string DisplayName { get; set; } = "";

    /// <summary>DfE authority number: 206.</summary>
    [Required, RegularExpression("^[0-9]{3}$")]
    public string LaNumber { get; set; } = "";

    /// <summary>ONS code: E09000019.</summary>
    [Required]
    public string OnsCode { get; set; } = "";

    /// <summary>Listens here for the desk, health, metrics and log: <c>http://127.0.0.1:5081</c>.</summary>
    [Required, Url]
    public string Url { get; set; } = "";

    /// <summary>How routing and this holder reach each other; routing's file says the same of it.</summary>
    public TransportProfile Profile { get; set; }

    /// <summary>Listens here for the record protocol with mutual TLS: <c>https://127.0.0.1:5085</c>; direct only.</summary>
    [Url]
    public string RecordUrl { get; set; } = "";

    /// <summary>Routing's record endpoint, where its stream towards this holder is pulled; direct only.</summary>
    [Url]
    public string RoutingRecordUrl { get; set; } = "";

    /// <summary>Folder for the document vault and the operator socket.</summary>
    [Required]
    public string DataFolder { get; set; } = "";

    /// <summary>File of the key-encryption key: 32 bytes, base64.</summary>
    [Required]
    public string KeyEncryptionKeyFile { get; set; } = "";

    [Required]
    public DatabaseOptions Database { get; set; } = new();

    /// <summary>Absent where routing pulls the stream; required where the profile is brokered.</summary>
    public BrokerOptions? Broker { get; set; }

    [Required]
    public LogOptions Log { get; set; } = new();

    [Required]
    public TrustOptions Trust { get; set; } = new();

    /// <summary>Reads served at the same time; four times as many may wait, further ones are answered 503.</summary>
    [Range(1, 4096)]
    public int MostReadsAtOnce { get; set; } = 64;

    /// <summary>Agreements this authority has signed as holder.</summary>
    public List<AgreementOptions> Agreements { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Profile == TransportProfile.Direct)
        {
            if (RecordUrl.Length == 0) yield return new("RecordUrl is required");
            if (RoutingRecordUrl.Length == 0) yield return new("RoutingRecordUrl is required");
            yield break;
        }

        if (Broker is null) yield return new("Broker is required where Profile is Brokered");
        if (RecordUrl.Length > 0) yield return new("RecordUrl is given, and a holder whose Profile is Brokered listens to nobody");
        if (RoutingRecordUrl.Length > 0) yield return new("RoutingRecordUrl is given, and a holder whose Profile is Brokered calls nobody");
        if (string.IsNullOrEmpty(Trust.SealingKeyFile)) yield return new("Trust:SealingKeyFile is required where Profile is Brokered");
    }
}
