namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>A word as read: box in pixels of the upright page, confidence 0 to 100, line as the reader numbered it.</summary>
internal sealed record Word(string Text, int Line, int X, int Y, int Width, int Height, int Confidence);

/// <summary>A word looked at again by itself: its place among the words, what was read this time, and how surely.</summary>
internal sealed record Reread(int Word, string Text, int Confidence);

/// <summary>A bar code or QR code on a page.</summary>
internal sealed record PageCode(string Symbology, string Text);

/// <summary>Everything the machine saw on one page; sealed at rest. From readings alone a file is decided, so a killed run reads no page twice.</summary>
internal sealed record PageReading
{
    public required int Page { get; init; }

    /// <summary>Pixels of the upright page.</summary>
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int Dpi { get; init; }

    /// <summary>Quarter turn, clockwise in degrees, that makes it upright.</summary>
    public int Turn { get; init; }

    /// <summary>Angle it was straightened by, in degrees.</summary>
    public double Skew { get; init; }

    public double Ink { get; init; }

    /// <summary>Share of the page's writing that the reader gave no word for: handwriting, mostly.</summary>
    public double UnreadInk { get; init; }

    public bool Blank { get; init; }

    public IReadOnlyList<PageCode> Codes { get; init; } = [];

    public IReadOnlyList<Word> Words { get; init; } = [];

    /// <summary>Words with figures as ids have them, read a second time from an enlarged cut.</summary>
    public IReadOnlyList<Reread> Rereads { get; init; } = [];

    /// <summary>The same cuts read by the second reader, an engine of another make; none where it is not installed.</summary>
    public IReadOnlyList<Reread> SecondReads { get; init; } = [];

    /// <summary>Values beside the labels of a form.</summary>
    public IReadOnlyList<FieldRead> Fields { get; init; } = [];

    /// <summary>Lines of the file's own text layer, none where it has none. Believed only where the image says the same.</summary>
    public IReadOnlyList<string> LayerLines { get; init; } = [];

    /// <summary>Mean confidence of the words; 0 without words.</summary>
    public int Confidence => Words.Count == 0 ? 0 : (int)Words.Average(word => word.Confidence);
}
