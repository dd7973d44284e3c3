using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Adapters.Electronic;

/// <summary>Section <c>Electronic</c> of a holding: where its electronic case system (ICS) answers, and how it is read.</summary>
public sealed class ElectronicOptions : IValidatableObject
{
    /// <summary>Address of the interface of contracts/ics/openapi.yaml: <c>https://ics.example.gov.uk/api/v1</c>. Plain http is for loopback alone.</summary>
    [Required, Url]
    public string BaseUrl { get; set; } = "";

    /// <summary>Key shown in header <c>X-Api-Key</c>.</summary>
    [Required]
    public string ApiKey { get; set; } = "";

    /// <summary>False keeps what was imported and reads no more.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Seconds between looks at what changed.</summary>
    [Range(0.05, 3600)]
    public double PollSeconds { get; set; } = 10;

    /// <summary>Minutes between readings of everything, which notice what has vanished.</summary>
    [Range(1, 10080)]
    public int FullScanMinutes { get; set; } = 60;

    /// <summary>Seconds one attempt at one call may take, its body included.</summary>
    [Range(0.1, 300)]
    public double TimeoutSeconds { get; set; } = 15;

    /// <summary>Attempts at one call after the first.</summary>
    [Range(1, 10)]
    public int Retries { get; set; } = 2;

    /// <summary>Seconds for which a case system that keeps failing is left alone.</summary>
    [Range(0.5, 300)]
    public double BreakSeconds { get; set; } = 5;

    /// <summary>Largest document taken, in megabytes; a larger one is quarantined.</summary>
    [Range(1, 400)]
    public int MostDocumentMegabytes { get; set; } = 50;

    /// <summary>Licence key of AutoMapper (RPL-1.5 or commercial); without one it says so in the log.</summary>
    public string? AutoMapperLicenseKey { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) && (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback) || url.Query.Length > 0))
            yield return new("BaseUrl must be https (http is for loopback alone), without a query", [nameof(BaseUrl)]);
        if (ApiKey.Any(c => c is < '!' or > '~')) yield return new("ApiKey must be printable ASCII without spaces", [nameof(ApiKey)]);
    }
}
