using BoroughBridge.Fhir;
using BoroughBridge.Portal.Reading;

namespace BoroughBridge.Portal.Pages.Children;

/// <summary>One review as its holder recorded it.</summary>
public sealed class ReviewModel(FileReader reader) : ResourcePage<Encounter>(reader, "Encounter")
{
    public string Held => DateTimeOffset.TryParse(Resource.Period?.Start, out var start) ? Words.Day(DateOnly.FromDateTime(start.Date)) : "an unknown date";

    public IEnumerable<string> Types => (Resource.Type ?? []).Select(type => type.Text ?? type.Coding?.FirstOrDefault()?.Display).OfType<string>();

    public IEnumerable<string> TookPart => (Resource.Participant ?? []).Select(who => who.Individual?.Display).OfType<string>();
}
