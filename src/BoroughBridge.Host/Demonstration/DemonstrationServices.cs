using System.Text.Json.Nodes;
using BoroughBridge.StandIns.People;

namespace BoroughBridge.Host.Demonstration;

/// <summary>Where each role of the demonstration keeps its data and how events travel: embedded, or the private servers <c>scripts/run --services</c> has started.</summary>
internal abstract class DemonstrationServices
{
    public abstract JsonObject Database(string role);

    /// <summary>Whether reads of a holder go through the broker: with servers Tower Hamlets' do and Islington's do not, so that both profiles are shown.</summary>
    public abstract bool IsBrokered(string holder);

    /// <summary>The broker as a part reaches the virtual host of a holder; none where streams are pulled.</summary>
    public abstract JsonObject? Broker(string holder, string user);

    public static DemonstrationServices Embedded(string data) => new Files(data);

    /// <summary>Their passwords are in the environment, as <c>scripts/lib/services.sh</c> makes them.</summary>
    public static DemonstrationServices Servers(DemonstrationPorts ports) => new Private(ports);

    private sealed class Files(string data) : DemonstrationServices
    {
        public override JsonObject Database(string role) => new() { ["Kind"] = "Sqlite", ["File"] = Path.Combine(data, role, $"{role}.db") };

        public override bool IsBrokered(string holder) => false;

        public override JsonObject? Broker(string holder, string user) => null;
    }

    private sealed class Private(DemonstrationPorts ports) : DemonstrationServices
    {
        public override JsonObject Database(string role) => new()
        {
            ["Kind"] = "Postgres",
            ["ConnectionString"] = $"Host=127.0.0.1;Port={ports.Database};Database={role};Username={role};Password={Password("PG", role)}",
        };

        public override bool IsBrokered(string holder) => holder == DemonstrationPeople.TowerHamlets.Slug;

        public override JsonObject Broker(string holder, string user) => new()
        {
            ["Uri"] = $"amqp://127.0.0.1:{ports.Broker}/bb.{holder}",
            ["User"] = user,
            ["Password"] = Password("MQ", user),
        };

        private static string Password(string server, string user)
        {
            var name = $"BB_{server}_PASSWORD_{user.ToUpperInvariant().Replace('-', '_')}";

            return System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } password
                ? password : throw new RefusalException(ExitCodes.Configuration, $"{name} is not in the environment: start with scripts/run --services");
        }
    }
}
