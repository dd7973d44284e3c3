namespace BoroughBridge.Host;

/// <summary>The executable's entry point.</summary>
public static class Program
{
    public static int Main() => 0;
}
