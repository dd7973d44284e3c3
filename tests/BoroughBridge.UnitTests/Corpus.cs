using NUnit.Framework;

namespace BoroughBridge.UnitTests;

/// <summary>
/// Other people's test data, which is not ours to copy in: <c>BB_CORPUS</c>, or <c>../shared/data</c> beside the repository. Where it is absent a test
/// says so and passes, unless <c>BB_CORPUS_REQUIRED=1</c>.
/// </summary>
internal static class Corpus
{
    /// <summary>The folder of one set; none where the corpus is absent and not required.</summary>
    public static string? Find(string set)
    {
        var folder = Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("BB_CORPUS") ?? Path.Combine(Repository(), "..", "shared", "data"), set));
        if (Directory.Exists(folder)) return folder;

        if (Environment.GetEnvironmentVariable("BB_CORPUS_REQUIRED") == "1") Assert.Fail($"corpus {set} is required and absent");
        TestContext.Progress.WriteLine($"corpus {set} is absent: {TestContext.CurrentContext.Test.Name} checked nothing");

        return null;
    }

    /// <summary>The repository's root.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BoroughBridge.sln"))) folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException("not within the repository");
    }
}
