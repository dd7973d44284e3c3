namespace BoroughBridge.BrowserTests;

/// <summary>Where the repository stands, found from the test assembly upwards.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "BoroughBridge.sln"))) folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException("BoroughBridge.sln not found above the test assembly");
    }
}
