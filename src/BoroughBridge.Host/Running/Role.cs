using BoroughBridge.Storage;

namespace BoroughBridge.Host.Running;

/// <summary>One role of this process: its own host and container, built only when what it needs answers.</summary>
internal sealed record Role
{
    /// <summary><c>routing</c>, an authority's slug, or a stand-in's name.</summary>
    public required string Name { get; init; }
    /// <summary>Its section of the configuration file, for refusals.</summary>
    public required string Section { get; init; }
    /// <summary>Where it will listen.</summary>
    public required IReadOnlyList<string> Urls { get; init; }
    public DatabaseOptions? Database { get; init; }
    /// <summary>URIs of the brokers it speaks to.</summary>
    public IReadOnlyList<string> Brokers { get; init; } = [];
    public required Func<WebApplication> Build { get; init; }
}
