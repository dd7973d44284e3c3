using System.Globalization;
using BoroughBridge.Access;
using BoroughBridge.Fhir;

namespace BoroughBridge.Holding.Records;

/// <summary>A person as a FHIR Patient (domain.md 3.2). A number that fails its check digit is left out.</summary>
internal static class PatientForm
{
    public static Patient Of(Person person, string childRef, HoldingOptions holder) => new()
    {
        Id = childRef,
        Identifier =
        [
            .. new[]
            {
                Identifiers.Of(Identifiers.IcsPersonId(holder.Authority), person.IcsPersonId), Identifiers.Of(Identifiers.LaChildId, person.LaChildId),
                Identifiers.Of(Identifiers.Upn, person.Upn), Identifiers.OfNhsNumber(person.NhsNumber),
            }.OfType<Identifier>(),
        ],
        Active = true,
        Name =
        [
            new() { Use = "official", Family = person.Family, Given = person.Given.Length > 0 ? [person.Given] : null },
            .. person.AlsoKnownAs.Select(name => new HumanName { Use = "usual", Text = name }),
        ],
        Gender = person.Sex,
        BirthDate = person.DateOfBirth?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Address = person.Address.Count == 0 ? null : [AddressOf(person)],
        ManagingOrganization = new() { Identifier = Identifiers.Of(Identifiers.LaNumber, holder.LaNumber), Display = holder.DisplayName },
    };

    private static Address AddressOf(Person person) => new()
    {
        Use = "home",
        Line = person.Address,
        Extension = person.Labels.Contains(Labels.ProtectedAddress) ? [SecurityLabels.Inline(Labels.ProtectedAddress)] : null,
    };
}
