using BoroughBridge.Access;

namespace BoroughBridge.Holding.Read;

/// <summary>What the decision needs to know of a resource.</summary>
internal sealed class ThingRow
{
    public string Id { get; set; } = "";
    public string Type { get; set; } = "";
    public string ChildRef { get; set; } = "";
    public string? Kind { get; set; }
    public string Labels { get; set; } = "";
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
        ChildClosed = Closed,
        Withdrawn = Withdrawn is not null,
    };
}

/// <summary>What the holder has blocked a member of staff for, whatever her provider says.</summary>
internal sealed class BlockRow
{
    public bool Disabled { get; set; }
    public bool Untrained { get; set; }
}
