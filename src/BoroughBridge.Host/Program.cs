using System.CommandLine;
using BoroughBridge.Host.Verbs;

namespace BoroughBridge.Host;

/// <summary>The executable's entry point: its verbs, each in its own file.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args, new RootCommand("BoroughBridge: reads across two boroughs' case files, by allocation, logged on both sides")
    {
        CommandLine.Data,
        RunVerb.Command(),
        DemoVerbs.Command(),
        ImportVerbs.Command(),
        PaperVerbs.Command(),
        AllocationVerbs.Command(),
        StreamVerbs.Command(),
        LogVerbs.Command(),
        ReconcileVerb.Command(),
    });
}
