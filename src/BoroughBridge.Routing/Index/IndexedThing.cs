using BoroughBridge.Access;

namespace BoroughBridge.Routing.Index;

/// <summary>A thing as the index has it: where it is and what is needed to decide about it.</summary>
internal sealed record IndexedThing
{
    public required string Id { get; init; }
    public required string Type { get; init; }
    public required string Holder { get; init; }
    public required string ChildRef { get; init; }
    public string? Kind { get; init; }
    public required string Labels { get; init; }
    /// <summary>Labels of the child's Patient.</summary>
    public required string FileLabels { get; init; }
    public string? Medium { get; init; }
    /// <summary>Read for a search: its date (<c>yyyy-MM-dd</c>), status, and the Binary of a document.</summary>
    public string? Day { get; init; }
    public string? Status { get; init; }
    public string? BinaryId { get; init; }
    public required int Version { get; init; }
    public bool Withdrawn { get; init; }
    public bool Closed { get; init; }
    /// <summary>When the holder recorded this version.</summary>
    public required DateTimeOffset Changed { get; init; }

    /// <summary>What the decision looks at.</summary>
    public Thing AsThing(Asked asked = Asked.Body) => new()
    {
        ChildRef = ChildRef,
        Holder = Holder,
        Type = Type,
        Kind = Kind,
        Labels = LabelText.Split(Labels),
        FileLabels = LabelText.Split(FileLabels),
        AddressMarked = Type == "Patient" || Medium == "electronic",
        Review = Type == "Encounter" ? Id : null,
        Asked = asked,
        Withdrawn = Withdrawn,
        ChildClosed = Closed,
    };
}
