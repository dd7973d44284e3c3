namespace BoroughBridge.Streams;

/// <summary>A stream cannot go on for now; the message is a code, without content.</summary>
public sealed class StreamException(string code) : Exception(code);

/// <summary>What went wrong, as logs may name it: our own code, or the kind of exception; never its text.</summary>
internal static class Fault
{
    public static string Of(Exception exception) => exception is StreamException ? exception.Message : exception.GetType().Name;
}
