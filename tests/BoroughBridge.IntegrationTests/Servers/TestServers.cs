namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>The real servers of a test run: one of each, started when first asked for, stopped at its end. Where none can be had the test fails and says why.</summary>
public static class TestServers
{
    private static readonly IServerMaker[] Makers = [new GivenServers(), new EngineServers(), new LocalServers()];
    private static readonly SemaphoreSlim Gate = new(1);
    private static TestPostgres? postgres;
    private static TestRabbit? rabbit;

    /// <summary>The run's PostgreSQL; shared, so never killed. Take a database by <see cref="TestDatabases.NewAsync"/>.</summary>
    public static Task<TestPostgres> PostgresAsync() => OnceAsync(async () => postgres ??= await MakePostgresAsync(Makers));

    /// <summary>The run's RabbitMQ; shared, so never killed. Take a virtual host by <see cref="TestBroker.NewVhostAsync"/>.</summary>
    public static Task<TestRabbit> RabbitAsync() => OnceAsync(async () => rabbit ??= await MakeRabbitAsync(Makers));

    /// <summary>A PostgreSQL of the test's own, to be killed and started; the test disposes it.</summary>
    public static Task<TestPostgres> PrivatePostgresAsync() => MakePostgresAsync(Makers[1..]);

    /// <summary>A RabbitMQ of the test's own, to be killed and started; the test disposes it.</summary>
    public static Task<TestRabbit> PrivateRabbitAsync() => MakeRabbitAsync(Makers[1..]);

    internal static async Task StopAsync()
    {
        if (rabbit is not null) await rabbit.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
    }

    private static async Task<T> OnceAsync<T>(Func<Task<T>> make)
    {
        await Gate.WaitAsync();
        try
        {
            return await make();
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<TestPostgres> MakePostgresAsync(IServerMaker[] makers) =>
        await (await FirstAsync("PostgreSQL", makers, maker => maker.NoPostgresAsync())).PostgresAsync();

    private static async Task<TestRabbit> MakeRabbitAsync(IServerMaker[] makers) =>
        await (await FirstAsync("RabbitMQ", makers, maker => maker.NoRabbitAsync())).RabbitAsync();

    private static async Task<IServerMaker> FirstAsync(string what, IServerMaker[] makers, Func<IServerMaker, Task<string?>> no)
    {
        var reasons = new List<string>();
        foreach (var maker in makers)
        {
            var reason = await no(maker);
            if (reason is null) return maker;
            reasons.Add(reason);
        }

        throw new InvalidOperationException($"no {what} for the tests: {string.Join("; ", reasons)}");
    }
}
