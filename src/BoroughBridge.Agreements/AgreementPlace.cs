using BoroughBridge.Contracts.Streams;

namespace BoroughBridge.Agreements;

/// <summary>Which side of every agreement a process keeps the book of, and how it tells the other.</summary>
/// <param name="Part">Its name in the log: <c>routing</c>, or the holder's slug.</param>
/// <param name="Party">Routing acts for the employing authorities, a holding for itself.</param>
/// <param name="Self">A holder's slug; empty for routing.</param>
/// <param name="Employers">Authorities that can be named as employer.</param>
/// <param name="Towards">The stream that tells a holder's agreements to the other side.</param>
public sealed record AgreementPlace(string Part, Party Party, string Self, IReadOnlyCollection<string> Employers, Func<string, StreamWriter> Towards)
{
    /// <summary>Called once this side has suspended or ended an agreement, with the entry that tells it.</summary>
    public Action<string, StreamEntry>? Stopped { get; init; }
}
