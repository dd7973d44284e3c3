using System.Net;
using System.Net.Http.Headers;
using BoroughBridge.DisclosureLog.Checkpoints;
using BoroughBridge.DisclosureLog.Tiles;
using BoroughBridge.IntegrationTests.Holding;
using BoroughBridge.Storage;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.DisclosureLog;

/// <summary>tlog-tiles at a real holding's doors: hashes for anybody, entries for auditors, and no other way in.</summary>
internal sealed class LogServingTests
{
    private TestHolding holding = null!;
    private Checkpoint head = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        holding = await TestHolding.StartAsync(DatabaseKind.Sqlite, options => options.Log.CheckpointSeconds = 1);
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        await holding.AllocateAsync(childRef);
        await Until.TrueAsync(async () => (head = (await CheckpointAsync())!) is { Size: > 2 });
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task The_checkpoint_is_plain_text_that_is_not_cached_and_anybody_checks_the_tree_behind_it()
    {
        using var answer = await holding.Http.GetAsync("/log/checkpoint");
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; charset=utf-8"));
        Assert.That(answer.Headers.CacheControl!.NoCache);

        var nodes = new TileNodes(head.Size, async (path, ct) => await holding.Http.GetByteArrayAsync($"/log/tile/{path}", ct), default);
        var root = await BoroughBridge.DisclosureLog.Tree.MerkleProofs.RootAsync(head.Size, nodes.NodeAsync);
        Assert.That(Convert.ToHexStringLower(root), Is.EqualTo(head.Root));

        using var tile = await holding.Http.GetAsync($"/log/tile/0/000.p/{head.Size}");
        Assert.That(tile.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/octet-stream"));
        Assert.That(tile.Headers.CacheControl!.MaxAge, Is.GreaterThan(TimeSpan.FromDays(1)));
    }

    [TestCase("/log/tile/0/000")]
    [TestCase("/log/tile/0/000.p/255")]
    [TestCase("/log/tile/1/000.p/1")]
    [TestCase("/log/tile/0/0")]
    [TestCase("/log/tile/00/000.p/1")]
    [TestCase("/log/tile/0/%2e%2e/000")]
    [TestCase("/log/tile/99999999999/000")]
    [TestCase("/log/entries/000")]
    public async Task What_the_tree_does_not_have_is_not_found(string path)
    {
        using var answer = await holding.Http.GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_entries_are_an_auditors_and_that_she_looked_is_an_entry()
    {
        var path = $"/log/tile/entries/000.p/{head.Size}";
        Assert.That(await StatusAsync(path, null), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(path, "nonsense"), Is.EqualTo(HttpStatusCode.Unauthorized));
        foreach (var role in (string[])["iro", "iro-manager", "social-worker", "it"]) Assert.That(await StatusAsync(path, Token(role)), Is.EqualTo(HttpStatusCode.NotFound), role);
        Assert.That(await StatusAsync(path, Token("auditor", machine: true)), Is.EqualTo(HttpStatusCode.NotFound), "nobody is present");
        var before = (await holding.LogAsync()).Count(entry => entry.Kind == "query");

        using var answer = await GetAsync(path, Token("auditor"));
        var bundle = await answer.Content.ReadAsByteArrayAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(bundle, Is.EqualTo(await new LogTiles(holding.Store.Database).BundleAsync(new(null, 0, (int)head.Size), default)));
        Assert.That((await holding.LogAsync()).Count(entry => entry.Kind == "query"), Is.EqualTo(before + 1));
        Assert.That(answer.Headers.CacheControl!.NoStore, "each look is noted, so none is kept");
        Assert.That(await StatusAsync(path, Token("caldicott-guardian")), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Other_parts_read_the_hashes_at_the_record_door_and_no_entry()
    {
        using var checkpoint = await holding.RecordGetAsync("/record/log/checkpoint");
        using var tile = await holding.RecordGetAsync($"/record/log/tile/0/000.p/{head.Size}");
        using var bundle = await holding.RecordGetAsync($"/record/log/tile/entries/000.p/{head.Size}");
        using var wrongDoor = await holding.Http.GetAsync("/record/log/checkpoint");

        Assert.That((checkpoint.StatusCode, tile.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That((bundle.StatusCode, wrongDoor.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
    }

    private string Token(string role, bool machine = false) => holding.Issuer.Token(role, change: claims =>
    {
        claims["roles"] = new[] { role };
        if (machine) claims.Remove("acr");
    });

    private async Task<HttpStatusCode> StatusAsync(string path, string? token)
    {
        using var answer = await GetAsync(path, token);

        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        return await holding.Http.SendAsync(request);
    }

    private async Task<Checkpoint?> CheckpointAsync()
    {
        Assert.That(SignedNote.TryReadVerifierKey((await holding.Http.GetStringAsync("/log/key")).Trim(), out var origin, out var key));

        return Checkpoint.Open(await holding.Http.GetStringAsync("/log/checkpoint"), origin, key, out _);
    }
}
