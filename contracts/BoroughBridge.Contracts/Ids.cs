using System.Buffers;
using System.Security.Cryptography;

namespace BoroughBridge.Contracts;

/// <summary>Random 128-bit ids, 32 lower-case hex digits: child references, resources, allocations, events, transactions.</summary>
public static class Ids
{
    /// <summary>Length in characters of every id.</summary>
    public const int Length = 32;

    /// <summary>The form of an id, for schemas.</summary>
    public const string Pattern = "^[0-9a-f]{32}$";

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>A new random id; nothing about its subject can be read from it.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether the text has the form of an id.</summary>
    public static bool IsId(string? text) =>
        text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Hex);
}
