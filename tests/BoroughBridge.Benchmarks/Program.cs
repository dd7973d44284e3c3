namespace BoroughBridge.Benchmarks;

/// <summary>Measures the whole bridge beside a floor measured in the same run. Figures are reported, never asserted.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        Func<Task<Report>>? bench = args is [var name] ? name switch
        {
            "read" => ReadBench.RunAsync,
            "events" => EventsBench.RunAsync,
            "startup" => StartupBench.RunAsync,
            "decide" => DecideBench.RunAsync,
            "alike" => AlikeBench.RunAsync,
            "transport" => TransportBench.RunAsync,
            _ => null,
        } : null;
        if (bench is null)
        {
            await Console.Error.WriteLineAsync("one of: read, events, startup, transport, decide, alike");

            return 64;
        }

        await (await bench()).WriteAsync();

        return 0;
    }
}
