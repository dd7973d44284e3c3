using BoroughBridge.Access;

namespace BoroughBridge.Holding.Read;

/// <summary>What the decision needs to know of a resource.</summary>
internal sealed class ThingRow
{
    /// <summary>An ICS says of each item whether it tells an address; a scan does not (EDGE-18).</summary>
    private const string ItemByItem = "ics";

    public string Id { get; set; } = "";
    public string Type { get; set; } = "";
    public string ChildRef { get; set; } = "";
    public string? Kind { get; set; }
    public string Labels { get; set; } = "";
    /// <summary>Labels of the child's Patient; none where the holding has none, and then nothing of the child is read.</summary>
    public string? FileLabels { get; set; }
    public string Source { get; set; } = "";
    public int Version { get; set; }
    public string? Withdrawn { get; set; }
    public bool Closed { get; set; }

    public Thing ToThing(string holder) => new()
    {
        ChildRef = ChildRef,
        Holder = holder,
        Type = Type,
        Kind = Kind,
        Labels = Labels.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        FileLabels = FileLabels?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        AddressMarked = Type == "Patient" || Source == ItemByItem,
        Review = Type == "Encounter" ? Id : null,
        ChildClosed = Closed || FileLabels is null,
        Withdrawn = Withdrawn is not null,
    };
}

/// <summary>What the holder has blocked a member of staff for, whatever her provider says.</summary>
internal sealed class BlockRow
{
    public bool Disabled { get; set; }
    public bool Untrained { get; set; }
}
