using BoroughBridge.Host.Configuration;

namespace BoroughBridge.Host.Operating;

/// <summary>What runs from a data folder: its configuration file, and so the sockets of its roles.</summary>
internal sealed class Installation
{
    public const string FileName = "boroughbridge.json";

    private Installation(string folder, BridgeOptions options)
    {
        Folder = folder;
        Options = options;
    }

    public string Folder { get; }

    public BridgeOptions Options { get; }

    /// <param name="data">The data folder, or a configuration file.</param>
    /// <exception cref="RefusalException">No configuration there, or it is refused.</exception>
    public static Installation At(string data)
    {
        var file = File.Exists(data) ? data : Path.Combine(data, FileName);
        if (!File.Exists(file)) throw new RefusalException(ExitCodes.Unavailable, $"nothing is set up in {data}: {FileName} is not there (start it with scripts/run, or name the folder with --data)");

        return new(Path.GetDirectoryName(Path.GetFullPath(file))!, ConfigurationFile.Read(file));
    }

    /// <summary>Routing's socket.</summary>
    public OperatorSocket Routing() => new("routing", (Options.Routing ?? throw new RefusalException(ExitCodes.Unavailable, "this installation has no routing role")).DataFolder);

    /// <summary>A holding's socket, by slug.</summary>
    public OperatorSocket Holding(string authority, int minutes = 2) => new(authority, HoldingOf(authority).Holding.DataFolder, minutes);

    public HoldingRoleOptions HoldingOf(string authority) =>
        Options.Holdings.FirstOrDefault(holding => holding.Holding.Authority == authority)
        ?? throw new RefusalException(ExitCodes.Usage, $"there is no holder {authority} here; there are: {string.Join(", ", Options.Holdings.Select(holding => holding.Holding.Authority))}");
}
