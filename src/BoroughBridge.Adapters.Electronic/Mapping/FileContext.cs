using AutoMapper;
using BoroughBridge.Fhir;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>What a row's mapping needs beside the row: whose it is, and the ids it is known by here.</summary>
internal sealed class FileContext
{
    public const string Key = "file";

    public required string ChildRef { get; init; }
    public required string Id { get; init; }
    /// <summary>Name people see of the authority, and its DfE number.</summary>
    public required string Holder { get; init; }
    public required string LaNumber { get; init; }
    public bool ProtectAddress { get; init; }
    /// <summary>Today in London: what is dated later has not happened (EDGE-23).</summary>
    public required DateOnly Today { get; init; }
    /// <summary>Ids of the things a row points at, by the ICS's key.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; init; } = new Dictionary<string, string>();
    /// <summary>The Binary of a document.</summary>
    public string BinaryId { get; init; } = "";

    public Reference Child => Reference.For("Patient", ChildRef);

    public Reference Authority => new() { Identifier = Identifiers.Of(Identifiers.LaNumber, LaNumber), Display = Holder };

    /// <summary>A reference to a thing of the file; none where it is not known.</summary>
    public Reference? To(string type, string? key) => key is not null && Ids.TryGetValue(key, out var id) ? Reference.For(type, id) : null;
}

internal static class FileContexts
{
    public static FileContext File(this ResolutionContext context) => (FileContext)context.Items[FileContext.Key];
}
