namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>
/// Servers that are there already: <c>BB_TEST_AMQP</c> (amqp URI with an administrator's user and password),
/// <c>BB_TEST_RABBIT_MANAGEMENT</c> (its management API; port 15672 of the same host by default), <c>BB_TEST_POSTGRES</c> (a superuser's connection string).
/// </summary>
internal sealed class GivenServers : IServerMaker
{
    private readonly string? amqp = Environment.GetEnvironmentVariable("BB_TEST_AMQP");
    private readonly string? management = Environment.GetEnvironmentVariable("BB_TEST_RABBIT_MANAGEMENT");
    private readonly string? postgres = Environment.GetEnvironmentVariable("BB_TEST_POSTGRES");

    public Task<string?> NoRabbitAsync() => Task.FromResult(string.IsNullOrEmpty(amqp) ? "BB_TEST_AMQP is not set" : null);

    public Task<string?> NoPostgresAsync() => Task.FromResult(string.IsNullOrEmpty(postgres) ? "BB_TEST_POSTGRES is not set" : null);

    public async Task<TestRabbit> RabbitAsync()
    {
        var given = new Uri(amqp!);
        var user = given.UserInfo.Split(':', 2);
        var address = new UriBuilder(given) { UserName = "", Password = "", Path = "", Port = given.Port > 0 ? given.Port : 5672 }.Uri;
        var rabbit = new TestRabbit(
            address, new Uri(management ?? $"http://{given.Host}:15672/"), Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user[^1]), control: null);
        await rabbit.ReadyAsync();

        return rabbit;
    }

    public async Task<TestPostgres> PostgresAsync()
    {
        var server = new TestPostgres(postgres!, control: null);
        await server.ReadyAsync();

        return server;
    }
}
