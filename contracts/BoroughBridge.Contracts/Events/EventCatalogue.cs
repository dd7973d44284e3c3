using System.Collections.Frozen;

namespace BoroughBridge.Contracts.Events;

/// <summary>Every event there is, by wire name (domain.md 6) and by record.</summary>
public static class EventCatalogue
{
    private static readonly FrozenDictionary<string, Type> Records = new Dictionary<string, Type>
    {
        [ChildBecameLookedAfter.Type] = typeof(ChildBecameLookedAfter),
        [ChildCeasedToBeLookedAfter.Type] = typeof(ChildCeasedToBeLookedAfter),
        [ChildIdentityChanged.Type] = typeof(ChildIdentityChanged),
        [AllocationProposed.Type] = typeof(AllocationProposed),
        [AllocationAccepted.Type] = typeof(AllocationAccepted),
        [AllocationDeclined.Type] = typeof(AllocationDeclined),
        [IroAllocated.Type] = typeof(IroAllocated),
        [IroAllocationEnded.Type] = typeof(IroAllocationEnded),
        [DocumentAvailable.Type] = typeof(DocumentAvailable),
        [DocumentWithdrawn.Type] = typeof(DocumentWithdrawn),
        [CarePlanPublished.Type] = typeof(CarePlanPublished),
        [ReviewHeld.Type] = typeof(ReviewHeld),
        [AgreementDrafted.Type] = typeof(AgreementDrafted),
        [AgreementSigned.Type] = typeof(AgreementSigned),
        [AgreementMoved.Type] = typeof(AgreementMoved),
        [AgreementSwitched.Type] = typeof(AgreementSwitched),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, string> Names = Records.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Wire names of all events.</summary>
    public static IEnumerable<string> All => Records.Keys;

    public static string NameOf(IStreamEvent data) => Names[data.GetType()];

    /// <summary>The record of a wire name; none where this version does not know it.</summary>
    public static Type? RecordOf(string name) => Records.GetValueOrDefault(name);
}
