using BoroughBridge.Fhir;
using BoroughBridge.Portal.Reading;

namespace BoroughBridge.Portal.Pages.Children;

/// <summary>One care plan, read from its holder at this moment.</summary>
public sealed class CarePlanModel(FileReader reader) : ResourcePage<CarePlan>(reader, "CarePlan")
{
    public sealed record Activity(string Heading, string Text);

    public string Title => Resource.Title ?? "Care plan";

    public string InForce => Resource.Period is { } period ? $"{Said(period.Start)} to {(period.End is null ? "now" : Said(period.End))}" : "not stated";

    /// <summary>What the plan says, heading by heading (LAW-29).</summary>
    public IEnumerable<Activity> Activities => (Resource.Activity ?? [])
        .Select(activity => activity.Detail)
        .OfType<CarePlanDetail>()
        .Select(detail => new Activity(detail.Code?.Text ?? detail.Code?.Coding?.FirstOrDefault()?.Display ?? "Also", detail.Description ?? ""));

    private static string Said(string? date) => DateOnly.TryParse(date, out var day) ? Words.Day(day) : date ?? "not stated";
}
