using AutoMapper;
using BoroughBridge.Access;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Fhir;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>Care plans: what is hoped for and what the plan says of each part of life are its activities, each under its heading.</summary>
internal sealed class CarePlanProfile : Profile
{
    /// <summary>Parts of a plan from which one can tell where the child lives.</summary>
    private static readonly string[] Telling = ["placement", "contact", "education"];

    public CarePlanProfile()
    {
        CreateMap<IcsCarePlan, CarePlan>(MemberList.None)
            .ForMember(plan => plan.Id, map => map.MapFrom((_, _, _, context) => context.File().Id))
            .ForMember(plan => plan.Extension, map => map.MapFrom(row => Routes(row)))
            .ForMember(plan => plan.Replaces, map => map.MapFrom((row, _, _, context) => context.File().To("CarePlan", row.ReplacesCarePlanId) is { } old ? new[] { old } : null))
            .ForMember(plan => plan.Status, map => map.MapFrom(row => Status(row.Status)))
            .ForMember(plan => plan.Intent, map => map.MapFrom(_ => "plan"))
            .ForMember(plan => plan.Category, map => map.MapFrom(row => Category(row.PlanType)))
            .ForMember(plan => plan.Title, map => map.MapFrom(row => row.Title))
            .ForMember(plan => plan.Description, map => map.MapFrom(row => PermanenceRoutes.Say(row.PermanenceRoutes)))
            .ForMember(plan => plan.Subject, map => map.MapFrom((_, _, _, context) => context.File().Child))
            .ForMember(plan => plan.Period, map => map.MapFrom(row => FhirDates.Days(row.StartDate, row.EndDate)))
            .ForMember(plan => plan.Created, map => map.MapFrom(row => FhirDates.Of(row.StartDate)))
            .ForMember(plan => plan.Author, map => map.MapFrom(row => new Reference { Display = row.AuthorName }))
            .ForMember(plan => plan.Activity, map => map.MapFrom((row, _, _, context) => Activities(row, context)))
            .ForMember(plan => plan.Note, map => map.MapFrom((row, _, _, context) => Notes(row, context.File().ProtectAddress)));

        CreateMap<IcsGoal, CarePlanDetail>(MemberList.None)
            .ForMember(detail => detail.Code, map => map.MapFrom(row => new CodeableConcept { Text = row.ChildsWords ? "Goal, in the child\u2019s words" : "Goal" }))
            .ForMember(detail => detail.Status, map => map.MapFrom(row => row.Status == "ACHIEVED" ? "completed" : "in-progress"))
            .ForMember(detail => detail.ScheduledPeriod, map => map.MapFrom(row => row.DueDate == null ? null : FhirDates.Days(null, row.DueDate)))
            .ForMember(detail => detail.Description, map => map.MapFrom(row => row.Text));

        CreateMap<IcsSection, CarePlanDetail>(MemberList.None)
            .ForMember(detail => detail.Code, map => map.MapFrom(row => new CodeableConcept { Text = Heading(row.Heading) }))
            .ForMember(detail => detail.Status, map => map.MapFrom(_ => "in-progress"))
            .ForMember(detail => detail.Description, map => map.MapFrom(row => row.Text));
    }

    /// <summary>FHIR's word for the ICS's state of a plan.</summary>
    public static string Status(string status) => status switch { "DRAFT" => "draft", "ACTIVE" => "active", "SUPERSEDED" => "completed", _ => "revoked" };

    private static CarePlanActivity[] Activities(IcsCarePlan row, ResolutionContext context) =>
    [
        .. row.Goals.Select(goal => new CarePlanActivity { Detail = context.Mapper.Map<CarePlanDetail>(goal) }),
        .. row.Sections.Where(section => !context.File().ProtectAddress || !Telling.Contains(section.Heading))
            .Select(section => new CarePlanActivity { Detail = context.Mapper.Map<CarePlanDetail>(section) }),
    ];

    /// <summary>Where the address is protected, the parts that could tell it are notes, marked so that they are taken out word for word and the rest is not.</summary>
    private static Annotation[]? Notes(IcsCarePlan row, bool protect) => !protect ? null :
    [
        .. row.Sections.Where(section => Telling.Contains(section.Heading)).Select(section => new Annotation
        {
            Text = $"{Heading(section.Heading)}: {section.Text}", Extension = [SecurityLabels.Inline(Labels.ProtectedAddress)],
        }),
    ];

    private static CodeableConcept[] Category(string type) => type == "care-plan"
        ? [CodeSystems.CarePlanCategory.Concept(type), StandardCodes.Snomed.Concept(StandardCodes.LookedAfterChild)]
        : [CodeSystems.CarePlanCategory.Concept(type)];

    private static Extension[] Routes(IcsCarePlan row) => [.. row.PermanenceRoutes.Distinct().Select(route => Extensions.Code(PermanenceRoutes.Extension, route))];

    private static string Heading(string section) => char.ToUpperInvariant(section[0]) + section[1..];
}
