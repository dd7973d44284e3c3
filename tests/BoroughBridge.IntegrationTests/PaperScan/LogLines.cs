using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.IntegrationTests.PaperScan;

/// <summary>Keeps what a host logs, as it would be written.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> All => [.. lines];

    public ILogger CreateLogger(string categoryName) => new Lines(this);

    public void Dispose()
    {
        // Kept beyond the host it was given to.
    }

    private sealed class Lines(LogLines owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}".TrimEnd());
    }
}
