using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Access;

/// <summary>An agreement as configured on either side.</summary>
public sealed class AgreementOptions
{
    [Required]
    public string Reference { get; set; } = "";
    [Required]
    public string Holder { get; set; } = "";
    [Required]
    public string Employer { get; set; } = "";
    public AgreementState State { get; set; } = AgreementState.Draft;
    [Required]
    public DateOnly? From { get; set; }
    public DateOnly? To { get; set; }
    [Required]
    public string Basis { get; set; } = "";
    public List<string> Purposes { get; } = [];

    /// <summary>What both sides have turned on (<see cref="Access.Capabilities"/>).</summary>
    public List<string> Capabilities { get; } = [];
    [Range(1, int.MaxValue)]
    public int Version { get; set; } = 1;

    /// <summary>The employing authority accepts every proposal under it in advance; else a manager accepts each.</summary>
    public bool StandingAcceptance { get; set; }

    public Agreement ToAgreement() => new()
    {
        Reference = Reference,
        Holder = Holder,
        Employer = Employer,
        State = State,
        From = From ?? DateOnly.MaxValue,
        To = To,
        Basis = Basis,
        Purposes = [.. Purposes],
        Version = Version,
        Capabilities = [.. Capabilities],
    };
}
