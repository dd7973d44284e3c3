// Promise: a token given for one child, or for some types, reads nothing else, whatever else its user may read.
namespace BoroughBridge.Routing.Read;

/// <summary>What a SMART token narrows its user's own access to. It never widens it.</summary>
/// <param name="ChildRef">The one child in context; none where the token names none.</param>
/// <param name="Types">Resource types its scopes name; <c>*</c> for all.</param>
public sealed record LaunchLimits(string? ChildRef, IReadOnlyCollection<string> Types)
{
    public bool Allow(string type, string childRef) => (ChildRef is null || ChildRef == childRef) && AllowType(type);

    /// <summary>A Binary is its document's.</summary>
    public bool AllowType(string type) => Types.Contains("*") || Types.Contains(type) || (type == "Binary" && Types.Contains("DocumentReference"));
}
