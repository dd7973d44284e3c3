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

    /// <exception cref="RecordRefusedException">The row does not map; the message is a code.</exception>
    public Person Person(IcsPerson row) => Try(() => mapper.Map<Person>(row));

    /// <summary>A row as the FHIR resource asked for.</summary>
    /// <exception cref="RecordRefusedException">The row does not map; the message is a code.</exception>
    public T Map<T>(object row, FileContext file) => Try(() => mapper.Map<T>(row, options => options.Items[FileContext.Key] = file));

    private static T Try<T>(Func<T> map)
    {
        try
        {
            return map();
        }
        catch (AutoMapperMappingException)
        {
            throw new RecordRefusedException("mapping");
        }
    }
}
