using AutoMapper;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Holding.Records;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>The one place that knows AutoMapper: ICS shapes in, ours out.</summary>
internal sealed class IcsMapper
{
    private readonly IMapper mapper;

    public IcsMapper(ElectronicOptions options, ILoggerFactory loggers) => mapper = new MapperConfiguration(
        to =>
        {
            if (options.AutoMapperLicenseKey is { Length: > 0 } key) to.LicenseKey = key;
            // What the ICS leaves out stays out; an empty list would be something it did not say.
            to.AllowNullCollections = true;
            to.AddProfile<PersonProfile>();
            to.AddProfile<CareProfile>();
            to.AddProfile<CarePlanProfile>();
            to.AddProfile<ReviewProfile>();
            to.AddProfile<DocumentProfile>();
        },
        loggers).CreateMapper();

    public Person Person(IcsPerson row) => mapper.Map<Person>(row);

    /// <summary>A row as the FHIR resource asked for.</summary>
    public T Map<T>(object row, FileContext file) => mapper.Map<T>(row, options => options.Items[FileContext.Key] = file);
}
