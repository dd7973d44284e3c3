using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Trust;

/// <summary>Section <c>Trust</c> of routing and of each holding: whose words it takes, and its own keys.</summary>
public sealed class TrustOptions
{
    /// <summary>Who this part is: <c>routing</c> or an authority's slug; stands as <c>iss</c> in what it signs.</summary>
    [Required]
    public string Self { get; set; } = "";

    /// <summary>PEM file of this part's ES256 private key for assertions or answers.</summary>
    [Required]
    public string SigningKeyFile { get; set; } = "";

    /// <summary>
    /// PEM file of the P-256 private keys that what others send through the broker is sealed to; only where a profile is brokered. Several may stand in
    /// it while a new one takes over.
    /// </summary>
    public string? SealingKeyFile { get; set; }

    /// <summary>JSON Web Key Set files of the other parts' public keys, by part: <c>use</c> <c>sig</c> for ES256, <c>enc</c> to seal to.</summary>
    public Dictionary<string, string> PeerKeyFiles { get; } = [];

    /// <summary>Identity providers whose users may call, by authority.</summary>
    public Dictionary<string, IdentityProviderOptions> IdentityProviders { get; } = [];

    /// <summary>PEM certificate and key this part shows in mutual TLS, and the PEM roots it accepts.</summary>
    [Required]
    public string TlsCertificateFile { get; set; } = "";

    [Required]
    public string TlsKeyFile { get; set; } = "";

    [Required]
    public string TlsRootsFile { get; set; } = "";
}

/// <summary>One authority's OpenID Connect provider.</summary>
public sealed class IdentityProviderOptions
{
    [Required]
    public string Issuer { get; set; } = "";

    /// <summary>Audience an access token must name.</summary>
    [Required]
    public string Audience { get; set; } = "";

    /// <summary>Longest life of an access token that is accepted, seconds; decided as five minutes at most.</summary>
    [Range(30, 300)]
    public int MostTokenSeconds { get; set; } = 300;

    /// <summary>Client of the portal at this provider.</summary>
    public string? ClientId { get; set; }

    /// <summary>The portal's secret at this provider, from the environment; none for a public client, which has PKCE alone.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Resource indicator (RFC 8707) named in the portal's requests, for a provider that issues JWT access tokens only to a named resource.</summary>
    public string? Resource { get; set; }

    /// <summary>Claims that carry what we need; the defaults are those of RFC 9068 and the stand-in provider.</summary>
    public string RolesClaim { get; set; } = "roles";
    public string NameClaim { get; set; } = "name";
    public string SubjectClaim { get; set; } = "sub";
    public string TokenIdClaim { get; set; } = "jti";
    public string AcrClaim { get; set; } = "acr";

    /// <summary>Our role code for each of the provider's; a role that is not named here is passed over. Empty: the provider uses our codes.</summary>
    public Dictionary<string, string> RoleNames { get; } = [];

    /// <summary>A claim that must have <see cref="AuthorityValue"/>, for a provider that serves more than this authority (Entra's <c>tid</c>).</summary>
    public string? AuthorityClaim { get; set; }
    public string? AuthorityValue { get; set; }

    /// <summary>A person's token must have one of these as its <c>acr</c>; empty asks for none in particular.</summary>
    public List<string> RequiredAcr { get; } = [];

    /// <summary>A person's token must have every one of these among its <c>amr</c> (RFC 8176: <c>mfa</c>); empty asks for none in particular.</summary>
    public List<string> RequiredAmr { get; } = [];
}
