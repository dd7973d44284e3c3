using BoroughBridge.Contracts.Record;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>A body on its way, over each profile: who does not read, or is gone, keeps no place; what is revoked stops though nobody reads.</summary>
[TestFixture(TransportProfile.Direct)]
[TestFixture(TransportProfile.Brokered)]
internal sealed class TransferTests(TransportProfile profile)
{
    private const int Large = 48 << 20;
    private TestHolding holding = null!;
    private ThingAsked small = null!;
    private ThingAsked large = null!;

    [SetUp]
    public async Task StartAsync()
    {
        holding = await TestHolding.StartAsync(DatabaseKind.Sqlite, options => options.MostReadsAtOnce = 1, profile);
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (_, binary, _) = await holding.Intake.PutDocumentAsync(childRef, Bytes(Large));
        var grant = await holding.AllocateAsync(childRef);
        (small, large) = (Asks("Patient", childRef, childRef, grant), Asks("Binary", binary, childRef, grant));
    }

    [TearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task A_whole_document_arrives_as_it_is()
    {
        var answer = await holding.ReadAsync(holding.Assertion(large));

        Assert.That(answer.Bodies.Single(), Has.Length.EqualTo(Large));
        Assert.That(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(answer.Bodies[0])), Is.EqualTo(answer.Header!.Things[0].Sha256));
    }

    [Test]
    public async Task A_reader_that_lets_go_gives_its_place_back_at_once()
    {
        using (var response = await BeginAsync())
        {
            await ReadSomeAsync(response);
        }

        await IsServedAsync(seconds: 5);
    }

    [Test]
    public async Task A_reader_whose_process_is_gone_gives_its_place_back()
    {
        using var client = holding.ClientAs("routing");
        using var response = await holding.SendAsync(holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(large)), client);
        await ReadSomeAsync(response);

        if (profile == TransportProfile.Brokered) await holding.CutClientsAsync();
        else response.Dispose();
        using var another = holding.ClientAs("routing");

        await IsServedAsync(seconds: 20, another);
    }

    [Test]
    public async Task A_reader_that_reads_no_more_is_given_up()
    {
        using var response = await BeginAsync();
        await ReadSomeAsync(response);

        await IsServedAsync(seconds: 19);
    }

    [Test]
    public async Task What_is_revoked_stops_within_a_second_of_reading_on()
    {
        using var response = await BeginAsync();
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[200_000]);

        await holding.Desk.EndAsync(large.AllocationId, Access.London.DayOf(TimeProvider.System.GetUtcNow()), true, "conflict", "test", default);
        var since = TimeProvider.System.GetTimestamp();
        Assert.That(async () => await body.CopyToAsync(Stream.Null), Throws.InstanceOf<IOException>().Or.InstanceOf<HttpRequestException>());

        Assert.That(TimeProvider.System.GetElapsedTime(since), Is.LessThan(TimeSpan.FromSeconds(1)));
        await Until.TrueAsync(async () => (await holding.LogAsync()).Any(entry => entry is ("authz", "refuse", _)));
    }

    private Task<HttpResponseMessage> BeginAsync() => holding.SendAsync(holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(large)));

    private static async Task ReadSomeAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[200_000]);
    }

    // With one place, somebody else is served only when it is free.
    private async Task IsServedAsync(int seconds, HttpClient? client = null)
    {
        var served = await holding.PostAsync(holding.Routing.Sign(AccessAssertion.Typ, holding.Assertion(small)), client)
            .WaitAsync(TimeSpan.FromSeconds(seconds));

        Assert.That(served.Status, Is.EqualTo(200));
    }
}
