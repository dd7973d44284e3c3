using System.Collections;

namespace BoroughBridge.Fhir;

/// <summary>
/// R4's rules for the records here: cardinality, required codes, formats of dates, ids, references and the rest, reference targets,
/// choices, and the invariants that matter to us. A resource is checked once, on the way in.
/// </summary>
public static class FhirRules
{
    /// <summary>Most faults reported.</summary>
    public const int MostFaults = 100;

    private const int MostDepth = 32;

    /// <summary>Everything that is wrong with the resource, at most <see cref="MostFaults"/>; empty where nothing is.</summary>
    public static IReadOnlyList<Fault> Validate(Resource resource)
    {
        var faults = new List<Fault>();
        Walk(resource, resource.TypeName, faults, 0);

        return faults.Count <= MostFaults ? faults : faults.GetRange(0, MostFaults);
    }

    /// <summary>The resource, where nothing is wrong with it.</summary>
    /// <exception cref="FhirException">Something is.</exception>
    public static T Ensure<T>(T resource)
        where T : Resource
    {
        var faults = Validate(resource);

        return faults.Count == 0 ? resource : throw new FhirException(faults);
    }

    internal static bool HasChoice(object record, string name) =>
        Shape.Of(record.GetType()).Choices.Any(choice => choice.Name == name && choice.Members.Any(member => member.Of(record) is not null));

    private static void Walk(object record, string path, List<Fault> faults, int depth)
    {
        if (faults.Count > MostFaults) return;
        if (depth > MostDepth)
        {
            faults.Add(new(Fault.TooDeep, path));
            return;
        }

        var shape = Shape.Of(record.GetType());
        foreach (var member in shape.Members)
        {
            var at = $"{path}.{member.Name}";
            var value = member.Of(record);
            if (value is null or IList { Count: 0 })
            {
                if (member.Required) faults.Add(new(Fault.Required, at));
            }
            else if (member.IsList)
            {
                var index = 0;
                foreach (var item in (IEnumerable)value) Check(member, item, $"{at}[{index++}]", faults, depth);
            }
            else
            {
                Check(member, value, at, faults, depth);
            }
        }

        foreach (var choice in shape.Choices)
        {
            var given = choice.Members.Count(member => member.Of(record) is not null);
            if (given > 1) faults.Add(new(Fault.OnlyOne, $"{path}.{choice.Name}[x]"));
            if (given == 0 && choice.Required) faults.Add(new(Fault.Required, $"{path}.{choice.Name}[x]"));
        }

        if (record is ISelfChecked self) faults.AddRange(self.Check().Select(fault => fault with { Path = path + fault.Path }));
    }

    private static void Check(Member member, object? item, string at, List<Fault> faults, int depth)
    {
        switch (item)
        {
            case null:
                faults.Add(new(Fault.Empty, at));
                break;
            case string text when member.Codes is not null:
                if (!member.Codes.Contains(text)) faults.Add(new(Fault.CodeNotAllowed, at));
                break;
            case string text:
                if (!Formats.Holds(member.Format, text)) faults.Add(new(Fault.Format, at));
                break;
            case int number:
                if (!Formats.Holds(member.Format, number)) faults.Add(new(Fault.Format, at));
                break;
            case Reference reference:
                if (member.Targets is not null && reference.To is not null && Formats.TypeNamed(reference.To) is { } type && !member.Targets.Contains(type))
                    faults.Add(new(Fault.Target, at));
                Walk(reference, at, faults, depth + 1);
                break;
            case Element or Resource:
                Walk(item, at, faults, depth + 1);
                break;
        }
    }
}
