using System.Security.Cryptography;
using BoroughBridge.Contracts.Events;
using BoroughBridge.DisclosureLog.Keys;
using BoroughBridge.Fhir;
using BoroughBridge.Holding;
using BoroughBridge.Holding.Records;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>A holding (Islington's, unless another is asked for) as it is run, in place of the stand-in of the other tests.</summary>
internal sealed class RealHolding : IAsyncDisposable
{
    private readonly RoutingWorld world;
    private readonly TestDatabase database;
    private readonly string authority;
    private WebApplication? app;

    private RealHolding(RoutingWorld world, TestDatabase database, string authority)
    {
        this.world = world;
        this.database = database;
        this.authority = authority;
    }

    public Database Database => database.Database;

    public IServiceProvider Services => app!.Services;

    /// <summary>Starts it at the address routing's options name for it.</summary>
    public static async Task<RealHolding> StartAsync(RoutingWorld world, BrokerOptions? broker, string authority = "islington", Action<HoldingOptions>? change = null)
    {
        var holding = new RealHolding(world, await TestDatabases.NewAsync(world.Options.Database.Kind), authority);
        File.WriteAllText(world.Parts.At(authority + "-kek"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        LogKey.Make(world.Parts.At(authority + "-log.key"));
        await holding.StartAsync(broker, change);

        return holding;
    }

    /// <summary>Kinds and transactions of the holder's log about a child.</summary>
    public async Task<IReadOnlyList<(string Kind, string? Transaction)>> LogAsync(string childRef)
    {
        await using var connection = await database.Database.OpenAsync(default);

        return (await connection.QueryAsync<(string, string?)>("SELECT kind, transaction_id FROM log_entries WHERE child_ref = @childRef ORDER BY idx", new { childRef })).AsList();
    }

    /// <summary>An invented child with a care plan; returns the references of both.</summary>
    public async Task<(string Child, string Plan)> PutAsync(string person, string family)
    {
        var intake = Services.GetRequiredService<RecordIntake>();
        var child = await intake.PutPersonAsync(new() { IcsPersonId = person, Given = "Quillon", Family = family, DateOfBirth = new(2014, 5, 6) }, default);
        var plan = await intake.IdForAsync("ics", "CarePlan", "plan-of-" + person, default);
        await intake.PutAsync(
            new()
            {
                Source = "ics",
                SourceKey = "plan-of-" + person,
                ChildRef = child,
                Id = plan,
                Type = "CarePlan",
                Kind = "care-plan",
                Date = new(2026, 3, 1),
                Resource = new CarePlan { Id = plan, Status = "active", Intent = "plan", Subject = Reference.For("Patient", child), Description = $"A plan for {family}" },
                Tell = version => [new CarePlanPublished { ChildRef = child, CarePlanId = plan, Version = version, Status = "active", Kind = "care-plan", Date = new(2026, 3, 1), Labels = [] }],
            },
            default);

        return (child, plan);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        await database.DisposeAsync();
    }

    private async Task StartAsync(BrokerOptions? broker, Action<HoldingOptions>? change)
    {
        var profile = world.Options.Authorities[authority].Profile;
        var options = new HoldingOptions
        {
            Authority = authority,
            DisplayName = world.Options.Authorities[authority].DisplayName,
            LaNumber = world.Options.Authorities[authority].LaNumber,
            OnsCode = "E09000019",
            Url = $"http://127.0.0.1:{Ports.Free()}",
            RecordUrl = world.Options.Authorities[authority].RecordUrl,
            RoutingRecordUrl = profile == TransportProfile.Direct ? world.Options.RecordUrl : "",
            Profile = profile,
            DataFolder = world.Parts.At(authority[..3]),
            KeyEncryptionKeyFile = world.Parts.At(authority + "-kek"),
            Database = database.Options,
            Broker = broker,
            Log = new() { Origin = authority + ".example/log", KeyFile = world.Parts.At(authority + "-log.key") },
            Trust = world.Parts.Trust(authority, world.Issuers),
        };
        options.Agreements.AddRange(world.Options.Agreements.Where(agreement => agreement.Holder == authority));
        change?.Invoke(options);
        app = HoldingHost.Build(options, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(world.Clock);
        });
        await app.StartAsync();
    }
}
