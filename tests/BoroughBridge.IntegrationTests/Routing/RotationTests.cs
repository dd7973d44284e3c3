using System.Net;
using System.Text.Json.Nodes;
using BoroughBridge.Holding.Allocations;
using BoroughBridge.IntegrationTests.Routing.World;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using BoroughBridge.Trust;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Routing;

/// <summary>Every key between the parts is changed while reads go on, by the steps keys.md gives: no read fails, nothing is restarted, and the old key ends when it is taken out.</summary>
[TestFixture(TransportProfile.Direct)]
[TestFixture(TransportProfile.Brokered)]
internal sealed class RotationTests(TransportProfile profile)
{
    private TestVhost vhost = null!;
    private RoutingWorld world = null!;
    private RealHolding holding = null!;
    private string plan = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        vhost = await TestBroker.NewVhostAsync();
        var (routing, islington) = (await vhost.OptionsOfAsync("islington", "routing"), await vhost.OptionsOfAsync("islington", "islington"));
        world = await RoutingWorld.StartAsync(DatabaseKind.Sqlite, options =>
        {
            var authority = options.Authorities["islington"];
            (authority.Profile, authority.Broker) = (profile, FromFile(routing, options.DataFolder + "-routing-broker"));
            authority.RecordUrl = profile == TransportProfile.Direct ? $"https://127.0.0.1:{Ports.Free()}" : "";
        });
        holding = await RealHolding.StartAsync(world, FromFile(islington, world.Parts.At("islington-broker")));
        (var child, plan) = await holding.PutAsync("p1", "Thistlewood");
        await holding.Services.GetRequiredService<AllocationDesk>().ProposeAsync(
            new() { ChildRef = child, Iro = new() { Issuer = world.Issuers.Of("tower-hamlets"), Subject = "iro.th1" }, Employer = "tower-hamlets", From = world.Today }, "manager", default);
        await Until.TrueAsync(async () => await ReadAsync() == HttpStatusCode.OK, seconds: 60);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await world.StopRoutingAsync();
        await holding.DisposeAsync();
        await world.DisposeAsync();
        await vhost.DisposeAsync();
    }

    [TestCase("routing", "islington")]
    [TestCase("islington", "routing")]
    public Task The_key_a_part_signs_with(string part, string peer) => UnderLoadAsync(async () =>
    {
        var (own, other) = (TrustOf(part), TrustOf(peer));
        var byOld = own.Signer.Sign("bb-test+jwt", new ThingSaid("old"));
        var old = own.Signer.KeyId;
        KeyMaker.MakeSigningKey(At("new.sig"), At("new.jwks"));

        Put(part + ".jwks", Both(part + ".jwks", "new.jwks"));
        await Until.TrueAsync(() => Verifies(other, part, TrustBundle.Load(With(part, "new.sig")).Signer.Sign("bb-test+jwt", new ThingSaid("new"))));
        Move("new.sig", part + ".sig");
        await Until.TrueAsync(() => own.Signer.KeyId != old);
        await ReadsAsync(20);
        Assert.That(Verifies(other, part, byOld), Is.True, "overlap");
        Put(part + ".jwks", Without(part + ".jwks", old));
        await Until.TrueAsync(() => !Verifies(other, part, byOld));
        Assert.That(Verifies(other, part, own.Signer.Sign("bb-test+jwt", new ThingSaid("new"))), Is.True);
        File.Delete(At("new.jwks"));
    });

    [TestCase("routing", "islington")]
    [TestCase("islington", "routing")]
    public Task The_key_things_are_sealed_to(string part, string peer) => UnderLoadAsync(async () =>
    {
        var (own, other) = (TrustOf(part), TrustOf(peer));
        var toOld = other.SealFor(part, "bb-test+jwe", "old"u8);
        var before = Kids(part + ".jwks");
        File.Copy(At(part + ".jwks"), At("new.jwks"), overwrite: true);
        KeyMaker.MakeSealingKey(At("new.seal"), At("new.jwks"));

        Put(part + ".seal", File.ReadAllText(At("new.seal")) + File.ReadAllText(At(part + ".seal")));
        await Until.TrueAsync(() => own.TryOpen(TrustBundle.Load(Peer(peer, part, "new.jwks")).SealFor(part, "bb-test+jwe", "x"u8), "bb-test+jwe").Plain is not null);
        Move("new.jwks", part + ".jwks");
        var kid = Kids(part + ".jwks").Except(before).Single();
        await Until.TrueAsync(() => Header(other.SealFor(part, "bb-test+jwe", "x"u8)).Contains(kid, StringComparison.Ordinal));
        await ReadsAsync(20);
        Assert.That(own.TryOpen(toOld, "bb-test+jwe").Plain, Is.Not.Null, "overlap");
        Move("new.seal", part + ".seal");
        await Until.TrueAsync(() => own.TryOpen(toOld, "bb-test+jwe") is (null, "unknown-key"));
    });

    [Test]
    public Task Certificates_and_their_root() => UnderLoadAsync(async () =>
    {
        File.Copy(At("routing.pem"), At("old.pem"));
        File.Copy(At("routing.key"), At("old.key"));
        var oldTrust = world.Parts.Trust("routing", world.Issuers);
        (oldTrust.TlsCertificateFile, oldTrust.TlsKeyFile) = (At("old.pem"), At("old.key"));
        KeyMaker.MakeTlsRoot(At("new-root.pem"), At("new-root.key"), TimeProvider.System);

        Put("root.pem", File.ReadAllText(At("root.pem")) + File.ReadAllText(At("new-root.pem")));
        foreach (var part in (string[])["routing", "islington"])
        {
            KeyMaker.MakeTlsPart(At("new-root.pem"), At("new-root.key"), part, At("new.pem"), At("new.key"), TimeProvider.System);
            // Both roots are taken at both ends before anything is shown that stands under the new one.
            await Until.TrueAsync(() => IsTakenAsync(With(part, tls: "new")), seconds: 20);
            Move("new.key", part + ".key");
            Move("new.pem", part + ".pem");
        }

        await ReadsAsync(20);
        Assert.That(await IsTakenAsync(oldTrust), Is.True, "overlap");
        Move("new-root.pem", "root.pem");
        await Until.TrueAsync(async () => !await IsTakenAsync(oldTrust), seconds: 20);
        await ReadsAsync(20);
    });

    [Test]
    public Task What_the_broker_knows_a_part_by() => UnderLoadAsync(async () =>
    {
        foreach (var (part, file) in new[] { ("islington", world.Parts.At("islington-broker")), ("routing", world.Options.DataFolder + "-routing-broker") })
        {
            var old = (await File.ReadAllLinesAsync(file))[0];
            var next = await vhost.OptionsOfAsync("islington", part);
            Write(file, next);
            // The link that carries reads takes the new one first; relay and listener, which may wait, when the old one ends.
            if (profile == TransportProfile.Brokered) await Until.TrueAsync(async () => await ConnectionsAsync(next.User) > 0, seconds: 60);
            await Until.TrueAsync(async () => profile == TransportProfile.Direct || (await IsLeftAsync(old)), seconds: 60);
            using var gone = await vhost.Server.Management.DeleteAsync($"api/users/{old}");
            gone.EnsureSuccessStatusCode();
            await ReadsAsync(20);
            await Until.TrueAsync(async () => await ConnectionsAsync(old) == 0 && await ConnectionsAsync(next.User) > 0, seconds: 60);
        }
    });

    private async Task UnderLoadAsync(Func<Task> change)
    {
        using var enough = new CancellationTokenSource();
        var failed = new System.Collections.Concurrent.ConcurrentQueue<HttpStatusCode>();
        var reads = 0;
        var load = Enumerable.Range(0, 2).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                var status = await ReadAsync();
                Interlocked.Increment(ref reads);
                if (status != HttpStatusCode.OK) failed.Enqueue(status);
            }
        }).ToArray();
        await Until.TrueAsync(() => Volatile.Read(ref reads) > 5, seconds: 30);
        try
        {
            await change();
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(load);
        }

        Assert.That(failed, Is.Empty, $"of {reads} reads");
    }

    private async Task ReadsAsync(int count)
    {
        for (var i = 0; i < count; i++) Assert.That(await ReadAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task<HttpStatusCode> ReadAsync()
    {
        using var answer = await world.GetAsync($"/fhir/CarePlan/{plan}", world.Issuers.Token("tower-hamlets", "iro.th1"));

        return answer.StatusCode;
    }

    private TrustBundle TrustOf(string part) => part == "routing" ? world.Services.GetRequiredService<TrustBundle>() : holding.Services.GetRequiredService<TrustBundle>();

    private TrustOptions With(string part, string? signing = null, string? tls = null)
    {
        var trust = world.Parts.Trust(part, world.Issuers);
        if (signing is not null) trust.SigningKeyFile = At(signing);
        if (tls is not null) (trust.TlsCertificateFile, trust.TlsKeyFile) = (At(tls + ".pem"), At(tls + ".key"));

        return trust;
    }

    private TrustOptions Peer(string self, string part, string set)
    {
        var trust = world.Parts.Trust(self, world.Issuers);
        trust.PeerKeyFiles[part] = At(set);

        return trust;
    }

    // A new handshake with the holding's record door where it has one, and with routing's.
    private async Task<bool> IsTakenAsync(TrustOptions caller)
    {
        foreach (var url in new[] { world.Options.Authorities["islington"].RecordUrl, world.Options.RecordUrl }.Where(url => url.Length > 0))
        {
            try
            {
                using var client = new HttpClient(MutualTls.Caller(caller));
                using var answer = await client.GetAsync(new Uri($"{url}/record/nothing"));
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<int> ConnectionsAsync(string user)
    {
        using var answer = await vhost.Server.Management.GetAsync($"api/vhosts/{vhost.Name}/connections");

        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Count(connection => (string?)connection!["user"] == user);
    }

    // No record line by this user is open any more.
    private async Task<bool> IsLeftAsync(string user)
    {
        using var answer = await vhost.Server.Management.GetAsync($"api/vhosts/{vhost.Name}/connections");

        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray()
            .All(connection => (string?)connection!["user"] != user || !((string?)connection["user_provided_name"] ?? "").StartsWith("boroughbridge record", StringComparison.Ordinal));
    }

    private static bool Verifies(TrustBundle at, string part, string jws) => at.VerifierFor(part).TryVerify<ThingSaid>(jws, "bb-test+jwt", out _, out _);

    private string Both(string first, string second)
    {
        var set = JsonNode.Parse(File.ReadAllText(At(first)))!;
        foreach (var key in JsonNode.Parse(File.ReadAllText(At(second)))!["keys"]!.AsArray()) set["keys"]!.AsArray().Add(key!.DeepClone());

        return set.ToJsonString();
    }

    private string Without(string file, string kid)
    {
        var set = JsonNode.Parse(File.ReadAllText(At(file)))!;
        var keys = set["keys"]!.AsArray();
        keys.Remove(keys.Single(key => (string?)key!["kid"] == kid));

        return set.ToJsonString();
    }

    private string[] Kids(string file) => [.. JsonNode.Parse(File.ReadAllText(At(file)))!["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];

    private static string Header(string jwe) => System.Text.Encoding.ASCII.GetString(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(jwe.Split('.')[0]));

    private string At(string file) => world.Parts.At(file);

    // Whole or not at all, as an operator is told to: written beside, then renamed.
    private void Put(string file, string text)
    {
        File.WriteAllText(At(file + ".beside"), text);
        Move(file + ".beside", file);
    }

    private void Move(string from, string to) => File.Move(At(from), At(to), overwrite: true);

    private static BrokerOptions FromFile(BrokerOptions options, string file)
    {
        Write(file, options);

        return new() { Uri = options.Uri, CredentialsFile = file };
    }

    private static void Write(string file, BrokerOptions options)
    {
        File.WriteAllText(file + ".beside", $"{options.User}\n{options.Password}\n");
        File.Move(file + ".beside", file, overwrite: true);
    }

    private sealed record ThingSaid(string Text);
}
