using System.Text.RegularExpressions;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Decisions;

/// <summary>A published list of requirements and our document about it: every requirement has one line, and what a line names exists.</summary>
internal static partial class RequirementList
{
    private static readonly string[] States = ["met", "not done", "n/a", "NOT MET"];

    public static void Check(string document, IReadOnlyCollection<string> required)
    {
        var lines = File.ReadLines(Path.Combine(Corpus.Repository, "src", "decisions", document))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 6 && Id.IsMatch(cells[1])).ToArray();
        var tests = Directory.EnumerateFiles(Path.Combine(Corpus.Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.That(required, Is.Not.Empty);
        Assert.That(lines.Select(cells => cells[1]), Is.Unique.And.EquivalentTo(required));
        using (Assert.EnterMultipleScope())
        {
            foreach (var cells in lines)
            {
                Assert.That(States, Does.Contain(cells[3]), cells[1]);
                Assert.That(cells[4], Is.Not.Empty, cells[1]);
                foreach (var named in Named.Matches(cells[4]).Select(match => match.Groups[1].Value)) Assert.That(tests, Does.Contain(named), $"{cells[1]} names a test that does not exist");
            }
        }
    }

    [GeneratedRegex(@"\A(V\d+\.\d+\.\d+|\d+)\z")]
    private static partial Regex Id { get; }

    [GeneratedRegex("`([A-Za-z0-9]+Tests)`")]
    private static partial Regex Named { get; }
}
