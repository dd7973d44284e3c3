using BoroughBridge.StandIns.People;

namespace BoroughBridge.Host.Demonstration;

/// <summary>What a new user is told.</summary>
internal static class DemonstrationSignIns
{
    public static async Task PrintAsync(TextWriter to, DemonstrationPorts ports)
    {
        await to.WriteLineAsync();
        await to.WriteLineAsync($"Everybody here is invented. Open {ports.Routing} and sign in as one of these (no password):");
        await to.WriteLineAsync();
        foreach (var person in DemonstrationPeople.All)
            await to.WriteLineAsync($"  {person.Login,-16} {DemonstrationPeople.Authorities.First(authority => authority.Slug == person.Authority).DisplayName,-14} {person.About}");
        await to.WriteLineAsync();
        await to.WriteLineAsync($"The stand-in case system is at {ports.Ics}, the stand-in identity provider at {ports.Identity}.");
        await to.WriteLineAsync($"Islington's officers open their children of other boroughs from their own case system at {ports.Ics}/ics/islington/reviews.");
    }
}
