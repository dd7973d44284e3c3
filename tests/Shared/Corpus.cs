using NUnit.Framework;

namespace BoroughBridge.Tests;

/// <summary>Third-party test data that is read where it is and never copied in: BB_CORPUS, else <c>../shared/data</c> beside the repository.</summary>
public static class Corpus
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    private static string Root => Environment.GetEnvironmentVariable("BB_CORPUS") is { Length: > 0 } given ? given : Path.Combine(Repository, "..", "shared", "data");

    /// <summary>
    /// A folder or file of the data. False where the data is absent, which the test's output says; with BB_CORPUS_REQUIRED=1 absence fails instead.
    /// </summary>
    public static bool Has(string name, out string path)
    {
        path = Path.GetFullPath(Path.Combine(Root, name));
        if (Path.Exists(path)) return true;
        if (Environment.GetEnvironmentVariable("BB_CORPUS_REQUIRED") == "1") Assert.Fail($"corpus absent: {name}");
        TestContext.Out.WriteLine($"corpus absent: {name}; set BB_CORPUS to read it");

        return false;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BoroughBridge.sln"))) folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException("BoroughBridge.sln is nowhere above the tests");
    }
}
