using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.Storage;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Portal;

/// <summary>SMART's own client library (npm fhirclient) launched on a child by a case system.</summary>
internal sealed class FhirClientTests
{
    [Test]
    public async Task The_library_apps_are_built_with_signs_in_reads_its_child_and_renews()
    {
        await using var world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite, SmartClient.Register, portal: true);
        var client = new SmartClient(world);
        var child = await new InventedChild(world).IntroduceAsync();
        var other = await new InventedChild(world).IntroduceAsync();
        await world.TellAsync("islington", child.Allocated(), other.Allocated());
        var (bound, _) = await client.CallAsync(HttpMethod.Put, "/ics/cases/case-1", await client.OwnTokenAsync(), new { childRef = child.Ref });
        Assert.That(bound, Is.EqualTo(204));

        var did = await TestTools.RunAsync<Did>("smart-launch.mjs", new
        {
            iss = world.Options.Url + "/fhir",
            launch = await client.LaunchAsync("case-1"),
            clientId = SmartClient.App,
            redirectUri = SmartClient.Back,
            scope = "launch online_access patient/Patient.r patient/CarePlan.rs",
            child = child.Ref,
            plan = child.Plan,
            other = other.Ref,
        }, TestTools.IdentityFolder);

        Assert.That(did, Is.EqualTo(new Did
        {
            Checked = child.Ref,
            Challenge = "S256",
            Patient = child.Ref,
            Plan = child.Plan,
            Others = "404",
            Again = child.Ref,
            Scope = "launch online_access patient/Patient.r patient/CarePlan.rs",
        }));
    }

    private sealed record Did
    {
        public string? Checked { get; init; }
        public string? Challenge { get; init; }
        public string? Patient { get; init; }
        public string? Plan { get; init; }
        public string? Others { get; init; }
        public string? Again { get; init; }
        public string? Scope { get; init; }
    }
}
