using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.StandIns;

/// <summary>Section <c>StandIns</c> of the configuration file; meant for the demonstration, refused anywhere else.</summary>
public sealed class StandInOptions
{
    /// <summary>Where the stand-in identity provider listens: <c>http://localhost:5084</c>. Issuers are this and the authority's slug. Loopback only.</summary>
    [Required, Url]
    public string IdentityUrl { get; set; } = "";

    /// <summary>Where the stand-in ICS listens: <c>http://localhost:5083</c>. Loopback only.</summary>
    [Required, Url]
    public string IcsUrl { get; set; } = "";

    /// <summary>Key an adapter shows the stand-in ICS in header <c>X-Api-Key</c>.</summary>
    [Required, MinLength(16)]
    public string IcsApiKey { get; set; } = "";

    /// <summary>Folder that keeps the day the demonstration was first started, so that its dates stay put from then on.</summary>
    [Required]
    public string DataFolder { get; set; } = "";

    /// <summary>Who may ask the identity provider to sign people in.</summary>
    public List<StandInClientOptions> Clients { get; } = [];

    /// <summary>Where the stand-in ICS finds BoroughBridge, and who it is there; without them it has no link to it.</summary>
    [Url]
    public string? BridgeUrl { get; set; }
    public string? BridgeClientId { get; set; }

    /// <summary>PEM file of its ES384 private key.</summary>
    public string? BridgeKeyFile { get; set; }

    /// <summary>Minutes a signing key is used before the next takes over.</summary>
    [Range(1, 1440)]
    public int KeyRotationMinutes { get; set; } = 60;
}

/// <summary>A public client (PKCE, no secret) of the stand-in identity provider.</summary>
public sealed class StandInClientOptions
{
    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>Addresses a code may be sent to; compared letter by letter.</summary>
    [Required, MinLength(1)]
    public List<string> RedirectUris { get; set; } = [];

    /// <summary>Addresses a browser may be sent to after signing out; compared letter by letter.</summary>
    public List<string> PostLogoutRedirectUris { get; set; } = [];

    /// <summary>Where the client is told of sign-outs; <c>{authority}</c> in it stands for the issuer's. None: it is not told.</summary>
    public string? BackChannelLogoutUri { get; set; }
}
