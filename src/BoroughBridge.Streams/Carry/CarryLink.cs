using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace BoroughBridge.Streams.Carry;

/// <summary>
/// Two parts' record protocol through the broker, both ways, for a part that takes no connection: requests sealed for the peer alone, answers in frames that only
/// the asking process opens. Keeps one line open for as long as the part runs, and another when it fails.
/// </summary>
public sealed class CarryLink : BackgroundService, ICarried
{
    private const int Window = 16;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetireEvery = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<string, IncomingAnswer> coming = new(StringComparer.Ordinal);
    private readonly TrustBundle trust;
    private readonly TimeProvider clock;
    private readonly ILogger<CarryLink> logger;
    private readonly BrokerAccess access;
    private readonly CarryDesk desk;
    private CarryLine? line;

    /// <exception cref="TrustConfigurationException">This part has no key to open with, or none of its peer's to seal to.</exception>
    public CarryLink(string peer, BrokerOptions broker, TrustBundle trust, TimeProvider clock, ILogger<CarryLink> logger, StreamMeters? meters = null)
    {
        if (!trust.CanOpen) throw new TrustConfigurationException(nameof(TrustOptions.SealingKeyFile), "is required where a profile is brokered");
        if (!trust.CanSealFor(peer)) throw new TrustConfigurationException($"{nameof(TrustOptions.PeerKeyFiles)}:{peer}", "has no key of use enc to seal to");

        (Peer, this.trust, this.clock, this.logger) = (peer, trust, clock, logger);
        access = new(broker);
        desk = new(peer, trust, clock, logger, meters);
    }

    /// <summary>The part at the other end.</summary>
    public string Peer { get; }

    /// <summary>Whether the broker can be reached.</summary>
    public bool IsOpen => Volatile.Read(ref line) is { IsOpen: true };

    /// <summary>Takes the part's own endpoints, to be asked from now on.</summary>
    public void Serve(RequestDelegate endpoints, IServiceProvider services) => desk.Serve(endpoints, services);

    /// <summary>Sends requests of this part to its peer, for an <see cref="HttpClient"/>.</summary>
    public HttpMessageHandler Handler() => new CarryHandler(this);

    public override void Dispose()
    {
        base.Dispose();
        desk.Dispose();
    }

    async Task ICarried.AskedAsync(CarryLine by, ReadOnlyMemory<byte> request) => await desk.TakeAsync(by, request);

    void ICarried.Framed(string transfer, ReadOnlyMemory<byte> frame)
    {
        if (coming.TryGetValue(transfer, out var answer)) answer.Accept(frame);
        else desk.Hear(transfer, frame);
    }

    void ICarried.Returned(string transfer)
    {
        if (coming.TryGetValue(transfer, out var answer)) answer.Fail(CarryHandler.NobodyThere);
        else desk.Gone(transfer);
    }

    internal async Task<(IncomingAnswer Answer, CarriedHead Head)> AskAsync(HttpMethod method, string target, string? contentType, string? body, CancellationToken ct)
    {
        if (Volatile.Read(ref line) is not { IsOpen: true } open) throw new StreamException(CarryHandler.NobodyThere);
        var secret = RandomNumberGenerator.GetBytes(32);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new CarriedRequest
        {
            Iss = trust.Self,
            Aud = Peer,
            Jti = Ids.New(),
            Iat = now,
            Exp = now + CarriedRequest.LifetimeSeconds,
            Method = method.Method,
            Target = target,
            ContentType = contentType,
            Body = body,
            ReplyTo = open.Inbox,
            ReplyKey = Base64UrlEncoder.Encode(secret),
            Window = Window,
        };
        var signed = trust.Signer.Sign(CarriedRequest.Typ, request);
        var packed = Encoding.ASCII.GetBytes(trust.SealFor(Peer, CarriedRequest.SealedTyp, Encoding.ASCII.GetBytes(signed)));
        if (packed.Length > CarriedRequest.MostBytes) throw new StreamException("carried-request-too-long");

        var answer = new IncomingAnswer(open, request.Jti, secret, Window, done => coming.TryRemove(done.Transfer, out _));
        coming[request.Jti] = answer;
        try
        {
            await open.AskAsync(request.Jti, packed);

            return (answer, await answer.HeadAsync(ct));
        }
        catch
        {
            answer.Abandon();
            throw;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(most: 2);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var pass = access.Pass;
                var opened = await CarryLine.OpenAsync(access, trust.Self, Peer, this, stoppingToken);
                // The new one first: a line by credentials that are taken away is left only when what it carries is done.
                if (Interlocked.Exchange(ref line, opened) is { } before) _ = RetireAsync(before, Linger);
                Log.CarryOpen(logger, Peer);
                backoff.Reset();
                while (opened.IsOpen && access.Pass == pass) await Task.WhenAny(opened.Closed, Task.Delay(LookEvery, clock, stoppingToken)).Unwrap();
                if (opened.IsOpen) continue;

                line = null;
                await opened.DisposeAsync();
                throw new StreamException("broker-line-closed");
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                var pause = backoff.Next();
                Log.CarryFailed(logger, Peer, Fault.Of(exception), pause.TotalSeconds);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        if (Interlocked.Exchange(ref line, null) is { } last) await RetireAsync(last, StopLimit);
    }

    /// <summary>Takes no more by it, lets what is under way finish within the limit, and leaves it.</summary>
    private async Task RetireAsync(CarryLine old, TimeSpan limit)
    {
        try
        {
            await old.TakeNoMoreAsync();
            var since = clock.GetTimestamp();
            while (old.IsOpen && clock.GetElapsedTime(since) < limit && (desk.IsBusy(old) || coming.Values.Any(answer => answer.Line == old && !answer.IsAbandoned))) await Task.Delay(RetireEvery, clock);
        }
        catch (Exception exception)
        {
            Log.CarryFailed(logger, Peer, Fault.Of(exception), 0);
        }

        await old.DisposeAsync();
    }
}
