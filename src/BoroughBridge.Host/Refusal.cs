namespace BoroughBridge.Host;

/// <summary>Exit codes of the executable, after sysexits.h where it has one.</summary>
public static class ExitCodes
{
    public const int Ok = 0;
    /// <summary>A verb's answer is no: a log that does not verify, an orphan found.</summary>
    public const int No = 1;
    /// <summary>The command line was wrong.</summary>
    public const int Usage = 64;
    /// <summary>Something it needs is not there: no role runs, a port is taken, a file cannot be read.</summary>
    public const int Unavailable = 69;
    /// <summary>A fault of the program itself.</summary>
    public const int Fault = 70;
    /// <summary>Configuration was refused.</summary>
    public const int Configuration = 78;
}

/// <summary>Why the program will not go on, in lines an operator can act on: printed as they are, never with a stack trace.</summary>
public sealed class RefusalException(int exitCode, params IReadOnlyList<string> lines) : Exception(lines.Count > 0 ? lines[0] : "")
{
    public int ExitCode => exitCode;

    public IReadOnlyList<string> Lines => lines;
}
