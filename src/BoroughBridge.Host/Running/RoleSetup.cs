using Serilog;
using BoroughBridge.Host.Logging;

namespace BoroughBridge.Host.Running;

/// <summary>What every role's host is given: the clock, its log, and a life that the process ends, not each host for itself.</summary>
internal static class RoleSetup
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    public static void Apply(WebApplicationBuilder builder, string role, string dataFolder, LogLevel level)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IHostLifetime, EndedByTheProcess>();
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = StopWithin;
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(level);
        builder.Logging.AddSerilog(OperatorLog.For(role, dataFolder, level, toConsole: true), dispose: true);
    }

    private sealed class EndedByTheProcess : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
