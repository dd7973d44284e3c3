using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Streams;

/// <summary>
/// Publishes a stream's entries to its queue in order, with a window of unconfirmed ones, and records how far the broker has confirmed. After any
/// failure it starts again at what is recorded with a new connection: nothing is skipped, some may be sent twice. Only it sends on the broker.
/// </summary>
public sealed class StreamRelay(
    Database database, StreamWriter writer, BrokerOptions options, TimeProvider clock, ILogger<StreamRelay> logger, StreamMeters? meters = null, string? instance = null)
    : BackgroundService
{
    private const int Window = 256;
    private const int Page = 512;

    // Another process may append; this one's own appends are heard at once.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecordEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly string queue = StreamNames.Queue(writer.Stream);
    private readonly BrokerAccess access = new(options);
    private readonly RelayLease lease = new(database, writer.Stream, instance ?? Environment.MachineName, clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(most: 2);
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Poll;
            try
            {
                if (await lease.TakeAsync(stoppingToken) is { } place) await PublishAsync(place, backoff, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                pause = backoff.Next();
                Log.RelayFailed(logger, writer.Stream, Fault.Of(exception), pause.TotalSeconds);
                meters?.PublishFailed(writer.Stream);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await EndLeaseAsync();
    }

    /// <summary>Publishes over one connection for as long as it holds; returns where the lease was lost.</summary>
    private async Task PublishAsync(RelayPlace place, Backoff backoff, CancellationToken ct)
    {
        await using var broker = await BrokerQueue.OpenAsync(access, queue, ct);
        Log.RelayConnected(logger, writer.Stream, queue, place.Number + 1);
        var (recorded, recordedAt) = (place, clock.GetTimestamp());

        while (broker.IsOpen)
        {
            var appended = writer.Appended;
            var head = await writer.HeadAsync(ct);
            if (place.Epoch != head.Epoch) place = new RelayPlace { Epoch = head.Epoch };
            var window = new PublishWindow(broker, Window);
            try
            {
                if (place.Number < head.Number) await window.SendAsync(await NextAsync(place, ct), ct);
            }
            finally
            {
                if (window.Confirmed > 0) place = place with { Number = window.Confirmed };
                if (window.Count > 0) meters?.Published(writer.Stream, window.Count);
            }

            backoff.Reset();
            var behind = place != recorded;
            var caughtUp = place.Number >= head.Number;
            if (clock.GetElapsedTime(recordedAt) > (behind ? RecordEvery : RelayLease.Length / 3))
            {
                if (!await lease.RecordAsync(place, ct)) return;
                (recorded, recordedAt, behind) = (place, clock.GetTimestamp(), false);
            }

            if (caughtUp) await Signal.WaitAsync(appended, behind ? RecordEvery : Poll, clock, ct);
        }

        throw new StreamException("broker-connection-closed");
    }

    private async Task<IReadOnlyList<OutgoingEntry>> NextAsync(RelayPlace place, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var entries = await connection.QueryAsync<OutgoingEntry>(new CommandDefinition(
            "SELECT number, id, entry FROM stream_entries WHERE stream = @Stream AND epoch = @Epoch AND number > @Number AND number <= @last ORDER BY number",
            new { writer.Stream, place.Epoch, place.Number, last = place.Number + Page },
            cancellationToken: ct));

        return entries.AsList();
    }

    private async Task EndLeaseAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await lease.EndAsync(limit.Token);
        }
        catch (Exception exception)
        {
            // It runs out by itself.
            Log.RelayFailed(logger, writer.Stream, Fault.Of(exception), RelayLease.Length.TotalSeconds);
        }
    }
}
