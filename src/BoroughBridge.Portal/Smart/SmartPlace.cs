using BoroughBridge.Routing;

namespace BoroughBridge.Portal.Smart;

/// <summary>The addresses of the authorization server, and the clients it knows; the viewer is one of them, always there.</summary>
internal sealed class SmartPlace(RoutingOptions routing)
{
    public const string Viewer = "boroughbridge-viewer";
    public static readonly TimeSpan AccessLife = TimeSpan.FromMinutes(5);

    public string Base { get; } = (routing.PublicUrl ?? routing.Url).TrimEnd('/');

    /// <summary>The FHIR endpoint: the <c>aud</c> a client must name.</summary>
    public string Fhir => Base + "/fhir";
    public string Authorize => Base + "/smart/authorize";
    public string Token => Base + "/smart/token";
    public string Revoke => Base + "/smart/revoke";
    public string ViewerReturn => Base + "/viewer/signed-in";

    /// <summary>Who may frame the viewer, for Content-Security-Policy.</summary>
    public string FrameAncestors { get; } = string.Join(' ', routing.Smart.Clients.Values.SelectMany(client => client.FrameOrigins).Distinct().DefaultIfEmpty("'none'"));

    public SmartClient? Find(string? id) => id is null ? null : id == Viewer
        ? new(Viewer, "BoroughBridge viewer", null, [ViewerReturn], "launch launch/patient online_access patient/*.rs", null)
        : routing.Smart.Clients.TryGetValue(id, out var client)
            ? new(id, client.Name, client.Authority, client.RedirectUris, client.Scopes, client.IsConfidential ? new(client.KeySetFile, client.KeySetUri) : null)
            : null;

    /// <summary>Whether a page of this origin may call from a browser: a registered app's, and no cookie goes with it.</summary>
    public bool IsKnownOrigin(string origin) =>
        routing.Smart.Clients.Values.SelectMany(client => client.RedirectUris).Any(uri => new Uri(uri).GetLeftPart(UriPartial.Authority) == origin);
}

/// <summary>A client as the endpoints see it; <paramref name="Authority"/> is none for the viewer, which every authority's people use.</summary>
internal sealed record SmartClient(string Id, string Name, string? Authority, IReadOnlyList<string> RedirectUris, string Scopes, Trust.ClientKeySource? Keys);
