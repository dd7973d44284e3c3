namespace BoroughBridge.Adapters.PaperScan.Tools;

/// <summary>One run of a decoder or reader.</summary>
internal sealed record ToolCall(string Tool, params string[] Arguments)
{
    /// <summary>Folder it runs in, and the only one it is told of.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes of output taken; more ends the run.</summary>
    public int MostOutput { get; init; } = 16 << 20;
}

/// <summary>How a run ended.</summary>
internal enum ToolEnd
{
    Exited,
    TimedOut,
    TooMuchOutput,
}

/// <summary>What a run gave. <see cref="Complaints"/> is for recognising known complaints, never for a log.</summary>
internal sealed record ToolResult(ToolEnd End, int ExitCode, ReadOnlyMemory<byte> Output, string Complaints)
{
    public bool Succeeded => End == ToolEnd.Exited && ExitCode == 0;
}

/// <summary>A tool that is not installed.</summary>
/// <param name="Tool">Command name.</param>
/// <param name="Package">Debian package that has it.</param>
internal sealed record MissingTool(string Tool, string Package);
