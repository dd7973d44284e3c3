using System.Text.RegularExpressions;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Streams;

namespace BoroughBridge.Routing.Index;

/// <summary>
/// Whether an event carries what it may and no more. Codes must look like codes, so that a name, a title or a sentence in the place of one is
/// parked instead of indexed (decision 2).
/// </summary>
internal static partial class EventChecks
{
    private const int MostLabels = 20;
    private const int MostPages = 100_000;

    /// <exception cref="PoisonEventException">Its code names the member that is wrong.</exception>
    public static void Check(IChildEvent data)
    {
        Id(data.ChildRef, "child-ref");
        switch (data)
        {
            case ChildBecameLookedAfter became:
                Id(became.PeriodId, "period-id");
                OptionalCode(became.LegalStatus, "legal-status");
                break;
            case ChildCeasedToBeLookedAfter ceased:
                Id(ceased.PeriodId, "period-id");
                Code(ceased.Reason, "reason");
                break;
            case ChildIdentityChanged changed:
                Version(changed.Version);
                Labels(changed.Labels);
                break;
            case AllocationProposed proposed:
                Allocation(proposed.AllocationId, proposed.Iro, proposed.Employer, proposed.Agreement, proposed.From, proposed.To);
                That(proposed.Act is null || Ids.IsId(proposed.Act), "act");
                break;
            case IroAllocated allocated:
                Allocation(allocated.AllocationId, allocated.Iro, allocated.Employer, allocated.Agreement, allocated.From, allocated.To);
                That(allocated.Basis is "s25B(4)" or "s113", "basis");
                Labels(allocated.Permissions ?? []);
                break;
            case IroAllocationEnded ended:
                Id(ended.AllocationId, "allocation-id");
                Code(ended.Reason, "reason");
                break;
            case DocumentAvailable document:
                Id(document.DocumentId, "document-id");
                Id(document.BinaryId, "binary-id");
                Version(document.Version);
                Code(document.Kind, "kind");
                That(document.Medium is "electronic" or "scan" or "paper-index", "medium");
                Labels(document.Labels);
                That(document.Pages is null or (>= 1 and <= MostPages), "pages");
                break;
            case DocumentWithdrawn withdrawn:
                Id(withdrawn.DocumentId, "document-id");
                Version(withdrawn.Version);
                Code(withdrawn.Reason, "reason");
                break;
            case CarePlanPublished plan:
                Id(plan.CarePlanId, "care-plan-id");
                Version(plan.Version);
                Code(plan.Status, "status");
                Code(plan.Kind, "kind");
                Labels(plan.Labels);
                break;
            case ReviewHeld review:
                Id(review.ReviewId, "review-id");
                Version(review.Version);
                That(review.Number is null or (>= 1 and <= 1000), "number");
                OptionalCode(review.Participation, "participation");
                Labels(review.Labels);
                break;
            default:
                throw new PoisonEventException("not-for-routing");
        }
    }

    private static void Allocation(string id, StaffRef iro, string employer, string agreement, DateOnly from, DateOnly? to)
    {
        Id(id, "allocation-id");
        That(IsText(iro.Issuer, 300) && IsText(iro.Subject, 200), "iro");
        Code(employer, "employer");
        That(IsText(agreement, 100), "agreement");
        That(to is null || to >= from, "to");
    }

    // PostgreSQL takes no NUL: it would fail there for a reason that does not pass, in the stream and in every snapshot after.
    private static bool IsText(string value, int most) => value.Length > 0 && value.Length <= most && !value.Any(char.IsControl);

    private static void Id(string value, string member) => That(Ids.IsId(value), member);

    private static void Version(int version) => That(version >= 1, "version");

    private static void Labels(IReadOnlyList<string> labels) => That(labels.Count <= MostLabels && labels.All(label => CodeShape.IsMatch(label)), "labels");

    private static void Code(string value, string member) => That(CodeShape.IsMatch(value), member);

    private static void OptionalCode(string? value, string member) => That(value is null || CodeShape.IsMatch(value), member);

    private static void That(bool holds, string member)
    {
        if (!holds) throw new PoisonEventException(member);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9.+_-]{0,47}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeShape { get; }
}
