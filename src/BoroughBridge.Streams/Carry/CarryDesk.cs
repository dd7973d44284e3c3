using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Streams.Carry;

/// <summary>
/// Takes the requests that are carried to this part, and has its own endpoints answer them. What is not sealed for this part, not signed by its peer, out of its
/// time or seen before is answered by nothing at all: there is nobody known to answer.
/// </summary>
internal sealed class CarryDesk(string peer, TrustBundle trust, TimeProvider clock, ILogger logger, StreamMeters? meters) : IDisposable
{
    private const int MostAtOnce = 512;
    private const int Skew = 2;
    private readonly ConcurrentDictionary<string, OutgoingAnswer> going = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<(RequestDelegate Endpoints, IServiceProvider Services)> served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OneUse used = new(clock);
    private readonly SemaphoreSlim room = new(MostAtOnce);

    public void Serve(RequestDelegate endpoints, IServiceProvider services) => served.TrySetResult((endpoints, services));

    /// <summary>Begins the answer; returns when there is room for another request.</summary>
    public async Task TakeAsync(CarryLine line, ReadOnlyMemory<byte> packed)
    {
        if (packed.Length > CarriedRequest.MostBytes)
        {
            Drop("too-long");
            return;
        }

        await room.WaitAsync();
        var text = Encoding.Latin1.GetString(packed.Span);
        _ = Task.Run(() => AnswerAsync(line, text));
    }

    public void Hear(string transfer, ReadOnlyMemory<byte> frame)
    {
        if (going.TryGetValue(transfer, out var answer)) answer.Hear(frame.Span);
    }

    /// <summary>The reader of an answer is not there any more.</summary>
    public void Gone(string transfer)
    {
        if (going.TryGetValue(transfer, out var answer)) answer.Stop();
    }

    public void Dispose() => room.Dispose();

    /// <summary>Whether an answer is under way by this line.</summary>
    public bool IsBusy(CarryLine line) => going.Values.Any(answer => answer.Line == line);

    private async Task AnswerAsync(CarryLine line, string packed)
    {
        try
        {
            var (request, failure) = Read(packed);
            if (request is null)
            {
                Drop(failure);
                return;
            }

            var (endpoints, services) = await served.Task.WaitAsync(line.Closing);
            using var answer = new OutgoingAnswer(line, request, Base64UrlEncoder.DecodeBytes(request.ReplyKey));
            going[request.Jti] = answer;
            try
            {
                await AnswerAsync(request, answer, endpoints, services);
                meters?.Carried(peer, "answered");
            }
            finally
            {
                going.TryRemove(request.Jti, out _);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or StreamException)
        {
            // The reader or the broker is gone, and nobody is left to be told.
            meters?.Carried(peer, "broken-off");
        }
        catch (Exception e)
        {
            Log.CarriedFailed(logger, peer, e.GetType().Name);
            meters?.Carried(peer, "failed");
        }
        finally
        {
            room.Release();
        }
    }

    private static async Task AnswerAsync(CarriedRequest request, OutgoingAnswer answer, RequestDelegate endpoints, IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var features = new CarriedFeatures(request, answer);
        var context = new DefaultHttpContext(features.All) { RequestServices = scope.ServiceProvider };
        try
        {
            await endpoints(context);
            answer.Aborted.ThrowIfCancellationRequested();
            await features.CompleteAsync();
            await answer.EndAsync();
        }
        catch (Exception)
        {
            await answer.BreakOffAsync();
            throw;
        }
        finally
        {
            await features.CompletedAsync();
        }
    }

    private (CarriedRequest? Request, string Failure) Read(string packed)
    {
        var (signed, closed) = trust.TryOpen(packed, CarriedRequest.SealedTyp);
        if (signed is null) return (null, "sealed-" + closed);
        if (!trust.VerifierFor(peer).TryVerify<CarriedRequest>(Encoding.Latin1.GetString(signed), CarriedRequest.Typ, out var request, out var failure)) return (null, "signed-" + failure);
        if (request.Iss != peer || request.Aud != trust.Self) return (null, "parts");
        if (!Validator.TryValidateObject(request, new ValidationContext(request), null, validateAllProperties: true)) return (null, "form");

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (request.Exp <= request.Iat || request.Exp - request.Iat > CarriedRequest.LifetimeSeconds || request.Iat > now + Skew || request.Exp <= now - Skew) return (null, "time");
        if (!used.TryUse(request.Jti, DateTimeOffset.FromUnixTimeSeconds(request.Exp + Skew))) return (null, "used");

        return (request, "");
    }

    private void Drop(string code)
    {
        Log.CarriedDropped(logger, peer, code);
        meters?.Carried(peer, "dropped");
    }
}
