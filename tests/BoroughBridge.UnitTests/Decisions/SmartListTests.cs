using NUnit.Framework;

namespace BoroughBridge.UnitTests.Decisions;

public sealed class SmartListTests
{
    [TestCase("2.0.0")]
    [TestCase("2.2.0")]
    public void Every_requirement_on_servers_has_its_line(string version)
    {
        if (!Corpus.Has("inferno/smart_app_launch_test_kit_requirements.csv", out var list)) return;

        var required = CsvTable.Read(list)
            .Where(row => row["Req Set"].EndsWith(version, StringComparison.Ordinal) && row["Actors"].Contains("Server", StringComparison.Ordinal)).Select(row => row["ID"]).ToArray();

        RequirementList.Check("smart.md", required);
    }
}
