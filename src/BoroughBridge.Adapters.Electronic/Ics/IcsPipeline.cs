using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace BoroughBridge.Adapters.Electronic.Ics;

/// <summary>How one call is made to last: retries with jitter, around a circuit breaker, around a timeout of each attempt.</summary>
internal static class IcsPipeline
{
    public static ResiliencePipeline<IcsReply> Build(ElectronicOptions options, TimeProvider clock)
    {
        static PredicateBuilder<IcsReply> Transient() => new PredicateBuilder<IcsReply>()
            .Handle<HttpRequestException>().Handle<IOException>().Handle<TimeoutRejectedException>().HandleResult(reply => reply.IsTransient);

        return new ResiliencePipelineBuilder<IcsReply> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<IcsReply>
            {
                ShouldHandle = Transient(),
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<IcsReply>
            {
                ShouldHandle = Transient(),
                FailureRatio = 0.6,
                MinimumThroughput = 6,
                SamplingDuration = TimeSpan.FromSeconds(20),
                BreakDuration = TimeSpan.FromSeconds(options.BreakSeconds),
            })
            .AddTimeout(TimeSpan.FromSeconds(options.TimeoutSeconds))
            .Build();
    }
}
