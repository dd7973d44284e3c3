using System.Text.Json;
using System.Threading.Channels;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Contracts.Streams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.Holding.Telling;

/// <summary>
/// Tells routing at once what gives access no more, beside the numbered stream. Nothing waits for it and nothing depends on it: this holder has refused
/// since its own commit, and the stream tells the same in its turn.
/// </summary>
public sealed class QuickTelling(HttpClient routing, HoldingOptions options, TimeProvider clock, ILogger<QuickTelling> logger) : BackgroundService
{
    private const int Tries = 3;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Channel<QuickDenial> waiting = Channel.CreateBounded<QuickDenial>(new BoundedChannelOptions(1000) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>An allocation ended at once; call after the commit.</summary>
    public void AllocationEnded(string allocationId, StreamEntry told) => waiting.Writer.TryWrite(new() { Kind = "allocation", Id = allocationId, Epoch = told.Streamepoch, Number = told.Streamnumber });

    /// <summary>An agreement was suspended or ended; call after the commit.</summary>
    public void AgreementStopped(string agreementId, StreamEntry told) => waiting.Writer.TryWrite(new() { Kind = "agreement", Id = agreementId, Epoch = told.Streamepoch, Number = told.Streamnumber });

    /// <summary>A person may not see this child's file; call after the commit.</summary>
    public void PersonDenied(string childRef, StaffRef staff) => waiting.Writer.TryWrite(new() { Kind = "person", Id = childRef, Staff = staff });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var denial in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            for (var tried = 1; !await SentAsync(denial, stoppingToken) && tried < Tries; tried++) await Task.Delay(Between, clock, stoppingToken);
        }
    }

    private async Task<bool> SentAsync(QuickDenial denial, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(denial, Wire.Json)) { Headers = { ContentType = new("application/json") } };
            using var answer = await routing.PostAsync(new Uri($"record/deny/{options.Authority}", UriKind.Relative), body, limit.Token);
            if (answer.IsSuccessStatusCode) return true;
            HoldingLog.QuickDenialNotTaken(logger, denial.Kind, ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            HoldingLog.QuickDenialNotTaken(logger, denial.Kind, e.GetType().Name);
        }

        return false;
    }
}
