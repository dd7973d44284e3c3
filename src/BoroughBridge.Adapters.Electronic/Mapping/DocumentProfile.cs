using AutoMapper;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Fhir;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>Electronic documents: the pointer; the bytes go beside it.</summary>
internal sealed class DocumentProfile : Profile
{
    public DocumentProfile() => CreateMap<IcsDocument, DocumentReference>(MemberList.None)
        .ForMember(document => document.Id, map => map.MapFrom((_, _, _, context) => context.File().Id))
        .ForMember(document => document.Status, map => map.MapFrom(_ => "current"))
        .ForMember(document => document.DocStatus, map => map.MapFrom(row => row.Revision > 1 ? "amended" : "final"))
        .ForMember(document => document.Type, map => map.MapFrom(row => DocumentTypes.All.Concept(row.DocumentType)))
        .ForMember(document => document.Subject, map => map.MapFrom((_, _, _, context) => context.File().Child))
        .ForMember(document => document.Date, map => map.MapFrom(row => FhirDates.StartOf(row.DocumentDate)))
        .ForMember(document => document.Author, map => map.MapFrom(row => new[] { new Reference { Display = row.AuthorName } }))
        .ForMember(document => document.Custodian, map => map.MapFrom((_, _, _, context) => context.File().Authority))
        .ForMember(document => document.Content, map => map.MapFrom((row, _, _, context) => Content(row, context.File())));

    private static DocumentContent[] Content(IcsDocument row, FileContext file) =>
    [
        new()
        {
            Attachment = new()
            {
                Extension = [Extensions.Text(Extensions.Sha256, row.Sha256)],
                ContentType = row.ContentType,
                Url = $"Binary/{file.BinaryId}",
                Size = (int)row.SizeBytes,
                Title = row.Title,
                Creation = FhirDates.Of(row.DocumentDate),
            },
        },
    ];
}
