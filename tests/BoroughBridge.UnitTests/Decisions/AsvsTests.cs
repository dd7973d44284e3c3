using NUnit.Framework;

namespace BoroughBridge.UnitTests.Decisions;

public sealed class AsvsTests
{
    [Test]
    public void Every_requirement_of_levels_1_and_2_has_its_line()
    {
        if (!Corpus.Has("asvs/ASVS_5.0.0_en.csv", out var list)) return;

        var required = CsvTable.Read(list).Where(row => row["L"] is "1" or "2").Select(row => row["req_id"]).ToArray();

        RequirementList.Check("asvs.md", required);
    }
}
