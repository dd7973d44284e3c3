namespace BoroughBridge.Fhir;

/// <summary>A person's name; old ones are kept, with their period (domain.md 3.2).</summary>
public sealed record HumanName : Element
{
    [OneOf("usual", "official", "temp", "nickname", "anonymous", "old", "maiden")]
    public string? Use { get; init; }
    public string? Text { get; init; }
    public string? Family { get; init; }
    public IReadOnlyList<string>? Given { get; init; }
    public IReadOnlyList<string>? Prefix { get; init; }
    public IReadOnlyList<string>? Suffix { get; init; }
    public Period? Period { get; init; }
}

/// <summary>A postal address. One that is protected carries <see cref="SecurityLabels.Inline"/>.</summary>
public sealed record Address : Element
{
    [OneOf("home", "work", "temp", "old", "billing")]
    public string? Use { get; init; }
    [OneOf("postal", "physical", "both")]
    public string? Type { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<string>? Line { get; init; }
    public string? City { get; init; }
    public string? District { get; init; }
    public string? State { get; init; }
    public string? PostalCode { get; init; }
    public string? Country { get; init; }
    public Period? Period { get; init; }
}

/// <summary>A telephone number, e-mail address and the like.</summary>
public sealed record ContactPoint : Element, ISelfChecked
{
    [OneOf("phone", "fax", "email", "pager", "url", "sms", "other")]
    public string? System { get; init; }
    public string? Value { get; init; }
    [OneOf("home", "work", "temp", "old", "mobile")]
    public string? Use { get; init; }
    [Format(Format.PositiveInt)]
    public int? Rank { get; init; }
    public Period? Period { get; init; }

    IEnumerable<Fault> ISelfChecked.Check()
    {
        if (Value is not null && System is null) yield return new(Fault.Required, ".system");
    }
}

/// <summary>Whom to ask about a published resource.</summary>
public sealed record ContactDetail : Element
{
    public string? Name { get; init; }
    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
}
