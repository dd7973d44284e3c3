using System.Diagnostics;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.Scans;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.StandIns;

/// <summary>The demonstration's scans, seen as the tools of a paper adapter see them.</summary>
[TestFixture]
public sealed class DemonstrationScansTests
{
    private static readonly IReadOnlyList<DemonstrationChild> Children = DemonstrationChildren.Make(new(2026, 11, 20));
    private DirectoryInfo folder = null!;
    private IReadOnlyList<string> files = [];

    [OneTimeSetUp]
    public async Task ScanAsync()
    {
        folder = Directory.CreateTempSubdirectory("bb-test-scans-");
        files = await DemonstrationScans.WriteAsync(folder.FullName, Children, default);
    }

    [OneTimeTearDown]
    public void Clear() => folder.Delete(recursive: true);

    [Test]
    public void There_is_one_for_every_allocated_child_of_the_paper_borough()
    {
        Assert.That(files, Has.Count.EqualTo(Children.Count(child => child is { Holder: "tower-hamlets", Allocation: not null })).And.All.Exist);
        Assert.That(folder.GetFiles("scan-*").Length, Is.EqualTo(files.Count), "no draft is left");
    }

    [Test]
    public void They_hold_images_and_no_text()
    {
        Assert.That(Run("pdftotext", files[0], "-").Trim('\f', '\n', ' '), Is.Empty);
        Assert.That(Run("pdfimages", "-list", files[0]).Split('\n').Count(line => line.Contains("jpeg", StringComparison.Ordinal) && line.Contains("gray", StringComparison.Ordinal)), Is.EqualTo(3));
    }

    [Test]
    public void The_cover_s_code_and_the_paper_s_print_can_be_read_and_agree()
    {
        var child = Children.First(child => child is { Holder: "tower-hamlets", Allocation: not null });
        var review = child.Reviews.Last(review => review.Status == "HELD");
        var page = Path.Combine(folder.FullName, "seen");
        Run("pdftoppm", "-r", "200", "-gray", "-png", files[0], page);

        Assert.That(Run("zbarimg", "-q", "--raw", page + "-1.png").Trim(), Is.EqualTo(CoverText.Of("tower-hamlets", child.IcsPersonId, "iro-record", review.ReviewDate, 2)));
        var print = Run("tesseract", page + "-2.png", "-", "--psm", "6");
        Assert.That(print, Does.Contain(child.Person.FirstName).And.Contain(child.IcsPersonId).And.Contain("Review record for a looked-after child"));
        foreach (var file in folder.GetFiles("seen*")) file.Delete();
    }

    [Test]
    public async Task Written_again_they_are_left_alone_and_made_again_they_are_the_same()
    {
        var bytes = await File.ReadAllBytesAsync(files[1]);
        var time = File.GetLastWriteTimeUtc(files[0]);
        File.Delete(files[1]);
        await DemonstrationScans.WriteAsync(folder.FullName, Children, default);

        Assert.That(File.GetLastWriteTimeUtc(files[0]), Is.EqualTo(time));
        Assert.That(await File.ReadAllBytesAsync(files[1]), Is.EqualTo(bytes));
    }

    private static string Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, tool);

        return said;
    }
}
