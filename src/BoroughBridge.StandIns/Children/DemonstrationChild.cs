using BoroughBridge.StandIns.Ics;

namespace BoroughBridge.StandIns.Children;

/// <summary>A child of the demonstration and everything in the file. Nobody in it exists.</summary>
public sealed record DemonstrationChild
{
    /// <summary>Slug of the authority that holds the file.</summary>
    public required string Holder { get; init; }
    /// <summary>The person as the ICS, or the person index, has them.</summary>
    public required IcsPerson Person { get; init; }
    public required IReadOnlyList<IcsPeriod> Periods { get; init; }
    public required IReadOnlyList<IcsPlacement> Placements { get; init; }
    public required IReadOnlyList<IcsCarePlan> CarePlans { get; init; }
    public required IReadOnlyList<IcsReview> Reviews { get; init; }
    public required IReadOnlyList<DemonstrationDocument> Documents { get; init; }
    /// <summary>Who is allocated in the demonstration; none where nobody is.</summary>
    public DemonstrationAllocation? Allocation { get; init; }

    public string IcsPersonId => Person.PersonId;

    public string Name => $"{Person.FirstName} {Person.LastName}";
}

/// <summary>An electronic document and its bytes.</summary>
public sealed record DemonstrationDocument(IcsDocument Entry, ReadOnlyMemory<byte> Bytes);

/// <summary>An allocation the demonstration starts with.</summary>
/// <param name="Iro">Login of the IRO.</param>
/// <param name="Employer">Slug of the IRO's authority.</param>
/// <param name="From">First day.</param>
public sealed record DemonstrationAllocation(string Iro, string Employer, DateOnly From);
