using BoroughBridge.Contracts.Streams;
using BoroughBridge.Streams;
using StreamWriter = BoroughBridge.Streams.StreamWriter;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>The publisher in the same process, asked without HTTP.</summary>
internal sealed class DirectSource(PublisherSide publisher) : IStreamSource
{
    /// <summary>Called before each answer; a test may make it fail.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    public int Asked { get; private set; }

    public async Task<StreamPage> PageAsync(string? epoch, long from, CancellationToken ct)
    {
        Asked++;
        await Before();

        return await publisher.Writer.PageAsync(epoch, from, StreamWriter.MostEntries, ct);
    }

    public async Task<StreamPage> AskAsync(StreamPosition applied, int take, TimeSpan wait, CancellationToken ct)
    {
        Asked++;
        await Before();

        return await publisher.Writer.AnswerAsync(applied, applied.Number + 1, take, ct);
    }

    public async Task<StreamSnapshot> SnapshotAsync(CancellationToken ct)
    {
        Asked++;
        await Before();

        return await publisher.Writer.SnapshotAsync(publisher.StateAsync, ct);
    }
}
