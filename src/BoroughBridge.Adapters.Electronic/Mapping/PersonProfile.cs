using AutoMapper;
using BoroughBridge.Access;
using BoroughBridge.Adapters.Electronic.Ics;
using BoroughBridge.Fhir;
using BoroughBridge.Holding.Records;

namespace BoroughBridge.Adapters.Electronic.Mapping;

/// <summary>An ICS person to the person index.</summary>
internal sealed class PersonProfile : Profile
{
    public PersonProfile() => CreateMap<IcsPerson, Person>()
        .ForMember(person => person.IcsPersonId, map => map.MapFrom(row => row.PersonId))
        .ForMember(person => person.LaChildId, map => map.MapFrom(row => row.Ssda903Id))
        .ForMember(person => person.Given, map => map.MapFrom(row => row.FirstName))
        .ForMember(person => person.Family, map => map.MapFrom(row => row.LastName))
        .ForMember(person => person.AlsoKnownAs, map => map.MapFrom(row => row.OtherNames))
        .ForMember(person => person.DateOfBirth, map => map.MapFrom(row => row.DateOfBirth))
        .ForMember(person => person.Sex, map => map.MapFrom(row => Sex(row.Gender)))
        // A number that fails its own check digit is somebody else's, or nobody's: it does not cross.
        .ForMember(person => person.NhsNumber, map => map.MapFrom(row => Identifiers.IsNhsNumber(row.NhsId) ? row.NhsId : null))
        .ForMember(person => person.Upn, map => map.MapFrom(row => row.UpnId))
        .ForMember(person => person.FamilyGroup, map => map.MapFrom(row => row.FamilyGroupId))
        .ForMember(person => person.Address, map => map.MapFrom(row => Address(row)))
        .ForMember(person => person.Labels, map => map.MapFrom(row => Labelled(row)));

    private static string Sex(string? gender) => gender switch { "F" => "female", "M" => "male", _ => "unknown" };

    /// <summary>Where the child's home is now: the first home address that has not ended.</summary>
    private static string[] Address(IcsPerson row) =>
        row.Addresses.FirstOrDefault(address => address is { Type: "HOME", ToDate: null }) is { } home ? [.. home.Lines, home.Postcode] : [];

    private static IReadOnlyList<string> Labelled(IcsPerson row) =>
        IcsLabels.Together(IcsLabels.OfFile(row), IcsLabels.ProtectsAddress(row) ? [Labels.ProtectedAddress] : []);
}
