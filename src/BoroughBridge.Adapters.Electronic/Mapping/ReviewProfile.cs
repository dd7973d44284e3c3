using System.Globalization;
using AutoMapper;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Fhir;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>Reviews, how the child took part, and what was decided (domain.md 3.2).</summary>
internal sealed class ReviewProfile : Profile
{
    public ReviewProfile()
    {
        CreateMap<IcsReview, Encounter>(MemberList.None)
            .ForMember(encounter => encounter.Id, map => map.MapFrom((_, _, _, context) => context.File().Id))
            .ForMember(encounter => encounter.Status, map => map.MapFrom((row, _, _, context) => Status(row, context.File().Today)))
            .ForMember(encounter => encounter.Class, map => map.MapFrom(_ => StandardCodes.EncounterClass.Coding("FLD")))
            .ForMember(encounter => encounter.Type, map => map.MapFrom(row => Type(row)))
            .ForMember(encounter => encounter.Subject, map => map.MapFrom((_, _, _, context) => context.File().Child))
            .ForMember(encounter => encounter.EpisodeOfCare, map => map.MapFrom((row, _, _, context) => context.File().To("EpisodeOfCare", row.PeriodId) is { } period ? new[] { period } : null))
            .ForMember(encounter => encounter.Period, map => map.MapFrom(row => FhirDates.Days(row.ReviewDate, row.ReviewDate)));

        CreateMap<IcsReview, Observation>(MemberList.None)
            .ForMember(observation => observation.Id, map => map.MapFrom((_, _, _, context) => context.File().Id))
            .ForMember(observation => observation.Status, map => map.MapFrom(_ => "final"))
            .ForMember(observation => observation.Code, map => map.MapFrom(_ => CodeSystems.Observation.Concept("review-participation")))
            .ForMember(observation => observation.Subject, map => map.MapFrom((_, _, _, context) => context.File().Child))
            .ForMember(observation => observation.Encounter, map => map.MapFrom((row, _, _, context) => context.File().To("Encounter", row.ReviewId)))
            .ForMember(observation => observation.EffectiveDateTime, map => map.MapFrom(row => FhirDates.Of(row.ReviewDate)))
            .ForMember(observation => observation.ValueCodeableConcept, map => map.MapFrom(row => Ssda903.Participation.Concept(row.ParticipationCode!)));

        CreateMap<IcsDecision, FhirTask>(MemberList.None)
            .ForMember(task => task.Id, map => map.MapFrom((_, _, _, context) => context.File().Id))
            .ForMember(task => task.Status, map => map.MapFrom(row => row.Status == "DONE" ? "completed" : "accepted"))
            .ForMember(task => task.Intent, map => map.MapFrom(_ => "plan"))
            .ForMember(task => task.Code, map => map.MapFrom(_ => CodeSystems.Task.Concept("review-decision")))
            .ForMember(task => task.Description, map => map.MapFrom(row => row.Text))
            .ForMember(task => task.For, map => map.MapFrom((_, _, _, context) => context.File().Child))
            .ForMember(task => task.Encounter, map => map.MapFrom((_, _, _, context) => context.File().To("Encounter", "review")))
            .ForMember(task => task.Owner, map => map.MapFrom(row => new Reference { Display = row.OwnerRole.Replace('-', ' ') }))
            .ForMember(task => task.Restriction, map => map.MapFrom(row => row.DueDate == null ? null : new TaskRestriction { Period = FhirDates.Days(null, row.DueDate) }));
    }

    /// <summary>A review that is to have been held in the future has not been (EDGE-23).</summary>
    public static bool IsHeld(IcsReview row, DateOnly today) => row.Status == "HELD" && row.ReviewDate <= today;

    private static string Status(IcsReview row, DateOnly today) => IsHeld(row, today) ? "finished" : row.Status == "CANCELLED" ? "cancelled" : "planned";

    private static CodeableConcept[] Type(IcsReview row) =>
        [CodeSystems.ReviewType.Concept("lac-review") with { Text = string.Create(CultureInfo.InvariantCulture, $"Review {row.Number}") }];
}
