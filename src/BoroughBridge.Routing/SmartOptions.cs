using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Routing;

/// <summary>SMART App Launch: the apps and case systems that may ask routing for access.</summary>
public sealed class SmartOptions
{
    /// <summary>Registered clients, by client id.</summary>
    public Dictionary<string, SmartClientOptions> Clients { get; } = [];
}

/// <summary>One registered client.</summary>
public sealed class SmartClientOptions : IValidatableObject
{
    /// <summary>What people are told it is.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string Name { get; set; } = "";

    /// <summary>The authority whose it is; only that authority's people use it, and it binds only that authority's cases.</summary>
    [Required]
    public string Authority { get; set; } = "";

    /// <summary>Where a code may be sent; compared letter by letter. None for a case system that only makes calls of its own.</summary>
    public List<string> RedirectUris { get; } = [];

    /// <summary>Scopes it may be given, separated by spaces (SMART 2: <c>launch</c>, <c>patient/*.rs</c>, <c>system/*.rs</c> …).</summary>
    [Required]
    public string Scopes { get; set; } = "";

    /// <summary>Its JSON Web Key Set (ES384 or RS384), as a file; with one it is confidential, without a public client that has PKCE alone.</summary>
    public string? KeySetFile { get; set; }

    /// <summary>The same as an address.</summary>
    [Url]
    public string? KeySetUri { get; set; }

    /// <summary>Origins whose pages may frame the viewer: <c>https://ics.example.gov.uk</c>.</summary>
    public List<string> FrameOrigins { get; } = [];

    public bool IsConfidential => KeySetFile is not null || KeySetUri is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var at in RedirectUris.Concat(KeySetUri is null ? [] : [KeySetUri]).Concat(FrameOrigins).Where(at => !IsSafe(at)))
            yield return new($"has {(FrameOrigins.Contains(at) ? "FrameOrigins" : at == KeySetUri ? "KeySetUri" : "RedirectUris")} that is not https (http is for loopback alone), or has a fragment or wildcard");
        foreach (var origin in FrameOrigins.Where(at => Uri.TryCreate(at, UriKind.Absolute, out var url) && url.GetLeftPart(UriPartial.Authority) != at))
            yield return new("has FrameOrigins that are more than an origin");
        if (KeySetFile is not null && KeySetUri is not null) yield return new("has both KeySetFile and KeySetUri");
        if (Scopes.Split(' ').Any(scope => scope.StartsWith("system/", StringComparison.Ordinal)) && !IsConfidential) yield return new("has system scopes and no key set");
    }

    private static bool IsSafe(string at) => Uri.TryCreate(at, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
        && url is { UserInfo: "", Fragment: "" } && !at.Contains('*', StringComparison.Ordinal) && at.All(c => c is > ' ' and not (';' or ',' or '\'' or '"'));
}
