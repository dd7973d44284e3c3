namespace BoroughBridge.StandIns.Ics;

/// <summary>Ways in which the stand-in ICS can be told to misbehave, for demonstrations and tests of what happens then.</summary>
public sealed class IcsFaults(TimeProvider clock)
{
    /// <summary>Known lies: bad-json, wrong-types, oversized, html, other-bytes.</summary>
    public static IReadOnlyList<string> Lies { get; } = ["bad-json", "wrong-types", "oversized", "html", "other-bytes"];

    private DateTimeOffset downUntil;

    /// <summary>Before each answer.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Which untruth is told; none where it tells the truth.</summary>
    public string? Lie { get; set; }

    public bool IsDown => clock.GetUtcNow() < downUntil;

    /// <summary>Every call is answered 503 for so long; zero brings it back at once.</summary>
    public void Down(TimeSpan how) => downUntil = clock.GetUtcNow() + how;
}
