using BoroughBridge.Storage;

namespace BoroughBridge.Host.Running;

/// <summary>
/// One role of this process: its own host and container, built only when what it needs answers. <paramref name="Name"/> is <c>routing</c>, an
/// authority's slug, or a stand-in's name.
/// </summary>
internal sealed record Role(string Name, string? DataFolder, IReadOnlyList<string> Urls, DatabaseOptions? Database, IReadOnlyList<string> Brokers, Func<WebApplication> Build);
