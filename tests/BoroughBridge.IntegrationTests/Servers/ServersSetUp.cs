using BoroughBridge.IntegrationTests.Servers;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests;

/// <summary>Stops the run's servers when its last test is done. They are started by the first test that asks.</summary>
[SetUpFixture]
public sealed class ServersSetUp
{
    [OneTimeTearDown]
    public Task StopServers() => TestServers.StopAsync();
}
