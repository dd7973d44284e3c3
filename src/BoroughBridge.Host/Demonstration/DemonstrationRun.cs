using BoroughBridge.Host.Configuration;
using BoroughBridge.Host.Operating;
using BoroughBridge.Host.Running;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.People;

namespace BoroughBridge.Host.Demonstration;

/// <summary>Sets the demonstration up in a folder, runs all of it in this process, loads what is not loaded, and says when it is ready. Safe to run again.</summary>
internal static class DemonstrationRun
{
    public static async Task<int> RunAsync(string folder, DemonstrationPorts ports, bool onServices)
    {
        var data = Directory.CreateDirectory(folder).FullName;
        var clock = TimeProvider.System;
        var keys = new DemonstrationKeys(data);
        keys.Make(DemonstrationPeople.Authorities.Select(authority => authority.Slug), clock);
        var today = DemonstrationDay.Of(Path.Combine(data, "stand-ins"), clock);
        var services = onServices ? DemonstrationServices.Servers(ports) : DemonstrationServices.Embedded(data);
        var options = ConfigurationFile.Read(new DemonstrationFile(data, ports, services, keys, today).Write());

        using var stop = new StopSignals();

        return await new RoleRunner(Roles.Of(options), Console.Error).RunAsync(
            async ct =>
            {
                await new DemonstrationLoad(Installation.At(data), DemonstrationChildren.Make(today), data, clock).RunAsync(ct);
                await DemonstrationSignIns.PrintAsync(Console.Out, ports);
                await Console.Out.WriteLineAsync($"ready {ports.Routing}");
            },
            stop.Token);
    }
}
