namespace BoroughBridge.DisclosureLog.Reconciling;

/// <summary>
/// One entry about a disclosure, as the other side may know it: it was party to it. Ids, times and a hash; no content.
/// </summary>
/// <param name="Log">The part whose log it stands in.</param>
/// <param name="Index">Its place there.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Kind"><see cref="LogKinds.Source"/>, <see cref="LogKinds.Recipient"/> or <see cref="LogKinds.NotDisclosed"/>.</param>
/// <param name="Holder">The authority that disclosed or was asked to.</param>
/// <param name="Transaction">What both sides share.</param>
/// <param name="ChildRef">The child.</param>
/// <param name="Manifest">SHA-256 of the manifest in lower-case hex; none where nothing left.</param>
public sealed record PairableFact(string Log, long Index, DateTimeOffset At, string Kind, string Holder, string? Transaction, string? ChildRef, string? Manifest);

/// <summary>Facts in the order of a log, and where to go on from; <see cref="Next"/> is none at its end.</summary>
public sealed record PairableFacts(IReadOnlyList<PairableFact> Facts, long? Next);
