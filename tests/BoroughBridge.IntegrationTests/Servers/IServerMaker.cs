namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>One way of coming by real servers (decision 2).</summary>
internal interface IServerMaker
{
    /// <summary>Why this maker cannot make a RabbitMQ; none where it can.</summary>
    Task<string?> NoRabbitAsync();

    /// <summary>Why this maker cannot make a PostgreSQL; none where it can.</summary>
    Task<string?> NoPostgresAsync();

    Task<TestRabbit> RabbitAsync();

    Task<TestPostgres> PostgresAsync();
}

/// <summary>How a server that we started is killed, started again and removed.</summary>
internal interface IServerControl : IAsyncDisposable
{
    /// <summary>SIGKILL; returns when it is dead.</summary>
    Task KillAsync();

    /// <summary>Starts it again with the same data and ports; does not wait until it is ready.</summary>
    Task StartAsync();

    /// <summary>The end of what it said, for the message of a test that waited for it in vain.</summary>
    string Said();
}
