using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.IntegrationTests.Electronic;

/// <summary>Keeps all that a host says to its log, at every level.</summary>
internal sealed class HeardLines(ConcurrentQueue<string> lines) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Ear(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Ear(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category} {eventId.Id}: {formatter(state, exception)} {exception}");
    }
}
