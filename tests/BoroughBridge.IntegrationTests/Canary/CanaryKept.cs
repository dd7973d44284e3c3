using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>What was sent in and came back on the way, to be hunted for or in.</summary>
internal sealed class CanaryKept
{
    /// <summary>Bodies and headers of every refusal and error, and what refused verbs said: nothing of her may be in them.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>The bytes of her documents, as they were sent in and as they were read.</summary>
    public List<byte[]> Documents { get; } = [];

    /// <summary>The bytes of the silent child's documents.</summary>
    public List<byte[]> SilentDocuments { get; } = [];

    /// <summary>Runs a verb that must be refused, and keeps what it says.</summary>
    public async Task RefusedAsync(RunningDemonstration bridge, params string[] verb)
    {
        var (code, output, errors) = await bridge.VerbAsync(verb);
        Assert.That(code, Is.Not.Zero, string.Join(' ', verb));
        Answers.Add(output + errors);
    }
}
