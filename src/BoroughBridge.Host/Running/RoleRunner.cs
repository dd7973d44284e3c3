namespace BoroughBridge.Host.Running;

/// <summary>
/// Runs the roles of one process until it is told to stop. Each is started when its database answers; a role that ends by itself ends the
/// process, loudly, so that a supervisor starts all of it again.
/// </summary>
internal sealed class RoleRunner(IReadOnlyList<Role> roles, TextWriter say)
{
    private readonly List<(Role Role, WebApplication Host)> running = [];

    /// <summary>Starts every role, calls <paramref name="ready"/>, and serves until the token is cancelled or a role ends; returns the exit code.</summary>
    public async Task<int> RunAsync(Func<CancellationToken, Task> ready, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            foreach (var role in roles) await StartAsync(role, ending.Token);
            var served = ServedAsync(ending);
            await ready(ending.Token);

            return await served;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return stop.IsCancellationRequested ? ExitCodes.Ok : ExitCodes.Fault;
        }
        finally
        {
            await StopAllAsync();
        }
    }

    private async Task StartAsync(Role role, CancellationToken stop)
    {
        foreach (var url in role.Urls) Ports.MustBeFree(role.Name, url);
        if (role.Database is { } database) await Waiting.ForDatabaseAsync(role.Name, database, say, stop);

        try
        {
            var host = role.Build();
            running.Add((role, host));
            foreach (var broker in role.Brokers) _ = Waiting.SayUntilBrokerAnswersAsync(role.Name, broker, say, stop);
            await host.StartAsync(stop);
        }
        catch (Exception e) when (RoleRefusals.Of(role, e) is { } refusal)
        {
            throw refusal;
        }
    }

    private async Task<int> ServedAsync(CancellationTokenSource ending)
    {
        var ends = running.ConvertAll(pair => pair.Host.WaitForShutdownAsync(ending.Token));
        var first = await Task.WhenAny(ends);
        if (ending.IsCancellationRequested) return ExitCodes.Ok;

        await say.WriteLineAsync($"boroughbridge: {running[ends.IndexOf(first)].Role.Name} ended by itself, so the process ends; its log says why");
        await ending.CancelAsync();

        return System.Environment.ExitCode is var code and not 0 ? code : ExitCodes.Fault;
    }

    /// <summary>Last started, first stopped: who calls stops before who is called.</summary>
    private async Task StopAllAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        foreach (var (_, host) in Enumerable.Reverse(running))
        {
            try
            {
                await host.StopAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
            }

            await host.DisposeAsync();
        }
    }
}
