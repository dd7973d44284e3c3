using AutoMapper;
using BoroughBridge.Access;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Fhir;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>Periods of being looked after, legal statuses, placements (domain.md 3.2).</summary>
internal sealed class CareProfile : Profile
{
    public CareProfile()
    {
        CreateMap<IcsPeriod, EpisodeOfCare>(MemberList.None)
            .ForMember(episode => episode.Id, map => map.MapFrom((_, _, _, context) => context.File().Id))
            .ForMember(episode => episode.Extension, map => map.MapFrom(row => Need(row.CategoryOfNeed)))
            .ForMember(episode => episode.Status, map => map.MapFrom(row => row.EndDate == null ? "active" : "finished"))
            .ForMember(episode => episode.Type, map => map.MapFrom(_ => List(CodeSystems.EpisodeType.Concept("looked-after"))))
            .ForMember(episode => episode.Patient, map => map.MapFrom((_, _, _, context) => context.File().Child))
            .ForMember(episode => episode.ManagingOrganization, map => map.MapFrom((_, _, _, context) => context.File().Authority))
            .ForMember(episode => episode.Period, map => map.MapFrom(row => FhirDates.Days(row.StartDate, row.EndDate)));

        CreateMap<IcsLegalStatus, Observation>(MemberList.None)
            .ForMember(observation => observation.Id, map => map.MapFrom((_, _, _, context) => context.File().Id))
            .ForMember(observation => observation.Status, map => map.MapFrom(_ => "final"))
            .ForMember(observation => observation.Category, map => map.MapFrom(_ => List(StandardCodes.ObservationCategory.Concept("social-history"))))
            .ForMember(observation => observation.Code, map => map.MapFrom(_ => CodeSystems.Observation.Concept("legal-status")))
            .ForMember(observation => observation.Subject, map => map.MapFrom((_, _, _, context) => context.File().Child))
            .ForMember(observation => observation.EffectivePeriod, map => map.MapFrom(row => FhirDates.Days(row.StartDate, row.EndDate)))
            .ForMember(observation => observation.ValueCodeableConcept, map => map.MapFrom(row => Ssda903.LegalStatus.Concept(row.Code)));

        CreateMap<IcsPlacement, EpisodeOfCare>(MemberList.None)
            .ForMember(episode => episode.Id, map => map.MapFrom((_, _, _, context) => context.File().Id))
            .ForMember(episode => episode.Extension, map => map.MapFrom((row, _, _, context) => Within(context.File().To("EpisodeOfCare", row.PeriodId))))
            .ForMember(episode => episode.Status, map => map.MapFrom(row => row.EndDate == null ? "active" : "finished"))
            .ForMember(episode => episode.Type, map => map.MapFrom(row => Types(row.PlacementType)))
            .ForMember(episode => episode.Patient, map => map.MapFrom((_, _, _, context) => context.File().Child))
            .ForMember(episode => episode.ManagingOrganization, map => map.MapFrom((row, _, _, context) => Provider(row, context.File().ProtectAddress)))
            .ForMember(episode => episode.Period, map => map.MapFrom(row => FhirDates.Days(row.StartDate, row.EndDate)));
    }

    private static CodeableConcept[] List(CodeableConcept concept) => [concept];

    private static CodeableConcept[] Types(string placement) => [CodeSystems.EpisodeType.Concept("placement"), Ssda903.Placement.Concept(placement)];

    private static Extension[] Need(string code) => [new() { Url = Extensions.CategoryOfNeed, ValueCodeableConcept = Ssda903.CategoryOfNeed.Concept(code) }];

    private static Extension[]? Within(Reference? period) => period is null ? null : [new() { Url = Extensions.Within, ValueReference = period }];

    /// <summary>A provider's name tells where the child is.</summary>
    private static Reference Provider(IcsPlacement row, bool protect) =>
        new() { Display = row.ProviderName, Extension = protect ? [SecurityLabels.Inline(Labels.ProtectedAddress)] : null };
}
