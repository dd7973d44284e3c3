using System.Globalization;
using BoroughBridge.StandIns.People;

namespace BoroughBridge.StandIns.Children;

/// <summary>
/// The demonstration's children: exactly 44 in 36 families, the same ones for the same day, with dates that lead up to that day.
/// </summary>
public static class DemonstrationChildren
{
    /// <summary>All children as they are on the day the demonstration starts.</summary>
    public static IReadOnlyList<DemonstrationChild> Make(DateOnly today)
    {
        var all = new List<DemonstrationChild>();
        foreach (var row in ChildRows.Islington) all.Add(new ChildFile(row, DemonstrationPeople.Islington, all.Count, today).Make());
        foreach (var row in ChildRows.TowerHamlets) all.Add(new ChildFile(row, DemonstrationPeople.TowerHamlets, all.Count, today).Make());

        return all;
    }

    /// <summary>A holder's person index as the verb <c>import children</c> reads it (interfaces.md), CSV with its header.</summary>
    public static string PersonIndexCsv(IEnumerable<DemonstrationChild> children, string holder)
    {
        var lines = children.Where(child => child.Holder == holder).Select(child => string.Join(',', Cells(child).Select(Cell)));

        return "ics_person_id,la_child_id,given,family,also_known_as,date_of_birth,sex,nhs_number,upn,family_group\n" + string.Concat(lines.Select(line => line + "\n"));
    }

    private static IEnumerable<string?> Cells(DemonstrationChild child) =>
    [
        child.IcsPersonId, child.Person.Ssda903Id, child.Person.FirstName, child.Person.LastName, string.Join(';', child.Person.OtherNames),
        child.Person.DateOfBirth?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), child.Person.Gender, child.Person.NhsId, child.Person.UpnId, child.Person.FamilyGroupId,
    ];

    private static string Cell(string? value) =>
        value is null ? "" : value.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
