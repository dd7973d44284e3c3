namespace BoroughBridge.Trust.Doors;

/// <summary>Which of a part's listeners a request came in by. Every endpoint answers at one door and is absent at the others.</summary>
public enum Door
{
    /// <summary>People, FHIR clients, health, metrics, the log.</summary>
    Public,

    /// <summary>The record protocol between the parts, mutual TLS.</summary>
    Record,

    /// <summary>The operator's Unix socket.</summary>
    Operator,
}

/// <summary>Set on each connection by its listener, and on an endpoint as metadata; an endpoint without it is <see cref="Door.Public"/>.</summary>
internal sealed record DoorMark(Door Door);

/// <summary>Set on a request that came through the broker: the part that signed it.</summary>
internal sealed record CarriedMark(string Peer);
