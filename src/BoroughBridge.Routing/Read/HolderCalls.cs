using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace BoroughBridge.Routing.Read;

/// <summary>
/// Asks holders, each by its own profile. One retry with a new one-use id and the same transaction, and only where no connection was made; a holder that
/// keeps failing is left alone for a few seconds.
/// </summary>
internal sealed class HolderCalls : IDisposable
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);
    private static readonly Uri Read = new("record/read", UriKind.Relative);
    private readonly Dictionary<string, Holder> holders = [];
    private readonly TrustBundle trust;
    private readonly TimeProvider clock;

    public HolderCalls(RoutingOptions options, TrustBundle trust, PartsHttp parts, TimeProvider clock)
    {
        this.trust = trust;
        this.clock = clock;
        foreach (var name in options.Authorities.Keys) holders[name] = new(name, parts.Client(name), trust.VerifierFor(name), Pipeline(clock));
    }

    public async Task<HolderAnswer> AskAsync(string name, ReadRequest request, IReadOnlyList<DecidedThing> things, CancellationToken ct)
    {
        if (!holders.TryGetValue(name, out var holder)) return HolderAnswer.Failed("holder-unknown");

        try
        {
            var answer = await holder.Pipeline.ExecuteAsync(
                async (state, token) =>
                {
                    var (self, to, from, asked) = state;
                    var assertion = self.Assert(to.Name, from, asked);

                    return await HolderCall.SendAsync(to.Http, Read, self.trust.Signer.Sign(AccessAssertion.Typ, assertion), assertion, to.Verifier, self.clock, token);
                },
                (this, holder, request, things), ct);
            if (!AnswerCheck.GivesMore(answer.Things, things)) return answer;
            answer.Response?.Dispose();

            return HolderAnswer.Failed("answer-variant");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && CodeOf(e) is not null)
        {
            return HolderAnswer.Failed(CodeOf(e)!);
        }
    }

    public void Dispose()
    {
        foreach (var holder in holders.Values) holder.Http.Dispose();
    }

    private AccessAssertion Assert(string holder, ReadRequest request, IReadOnlyList<DecidedThing> things)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();

        return new()
        {
            Iss = trust.Self,
            Aud = holder,
            Jti = Ids.New(),
            Iat = now,
            Exp = now + AccessAssertion.LifetimeSeconds,
            Transaction = request.Transaction,
            Purpose = request.Context.Purpose,
            PurposeDefaulted = request.Context.PurposeDefaulted,
            UserToken = request.Context.Token,
            Things = [.. things.Select(thing => thing.Asked())],
        };
    }

    private static ResiliencePipeline<HolderAnswer> Pipeline(TimeProvider clock) => new ResiliencePipelineBuilder<HolderAnswer> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<HolderAnswer>
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(100),
            ShouldHandle = new PredicateBuilder<HolderAnswer>().Handle<HttpRequestException>(NeverConnected),
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HolderAnswer>
        {
            FailureRatio = 0.8,
            MinimumThroughput = 6,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(3),
            ShouldHandle = new PredicateBuilder<HolderAnswer>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>(),
        })
        .AddTimeout(AtMost)
        .Build();

    private static bool NeverConnected(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private static string? CodeOf(Exception e) => e switch
    {
        BrokenCircuitException => "holder-left-alone",
        TimeoutRejectedException => "holder-timeout",
        HttpRequestException http => NeverConnected(http) ? "holder-unreachable" : "holder-broke-off",
        IOException => "holder-broke-off",
        TrustConfigurationException => "signing-key",
        _ => null,
    };

    private sealed record Holder(string Name, HttpClient Http, JwsVerifier Verifier, ResiliencePipeline<HolderAnswer> Pipeline);
}
