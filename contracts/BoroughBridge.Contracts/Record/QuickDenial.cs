using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Contracts.Record;

/// <summary>
/// Holder to routing, beside its numbered stream and in no order: something no longer gives access, from now on. It can only deny, so that losing,
/// repeating or forging one gives nobody anything; the stream tells the same in its turn. <c>POST /record/deny/{authority}</c>.
/// </summary>
public sealed record QuickDenial
{
    /// <summary><c>allocation</c>, <c>agreement</c>, or <c>person</c>: one who may not see one child's file.</summary>
    [AllowedValues("allocation", "agreement", "person")]
    public required string Kind { get; init; }
    /// <summary>Of the allocation, the agreement, or the child.</summary>
    [RegularExpression(Ids.Pattern)]
    public required string Id { get; init; }
    /// <summary>Where it is about a person: who.</summary>
    public Events.StaffRef? Staff { get; init; }
    /// <summary>Epoch and number of the stream entry that tells the same; an agreement is judged by the stream again once that has been applied.</summary>
    [RegularExpression(Ids.Pattern)]
    public string? Epoch { get; init; }
    [Range(1L, 1L << 53)]
    public long? Number { get; init; }
}
