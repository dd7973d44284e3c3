using System.Net;
using BoroughBridge.Contracts;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Streams;

[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
public sealed class StreamEndpointsTests(DatabaseKind kind)
{
    private readonly string child = Ids.New();
    private PublisherSide publisher = null!;
    private ReaderSide reader = null!;
    private WebApplication app = null!;
    private HttpClient http = null!;

    [SetUp]
    public async Task Start()
    {
        publisher = await PublisherSide.NewAsync(kind);
        reader = await ReaderSide.NewAsync(kind);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        var answers = publisher.Publication;
        app.MapStream("/record/stream", "/record/snapshot", context => context.Request.Headers["X-Test-Caller"] == "routing" ? answers : null);
        app.MapGet("/endless/stream", async context =>
        {
            var line = new byte[1 << 20];
            Array.Fill(line, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(line, context.RequestAborted);
        });
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("X-Test-Caller", "routing");
    }

    [TearDown]
    public async Task Stop()
    {
        http.Dispose();
        await app.DisposeAsync();
        await publisher.DisposeAsync();
        await reader.DisposeAsync();
    }

    [Test]
    public async Task A_stream_is_followed_by_http_alone()
    {
        await publisher.TellAsync([child, child]);
        var follower = reader.Follow(HttpStreamSource.OfHolder(http));

        await follower.CatchUpAsync(default);
        await publisher.TellAsync([.. Enumerable.Repeat(child, 600)]);
        Assert.That(await follower.CatchUpAsync(default), Is.EqualTo(600));

        await reader.MustAgreeWith(publisher);
    }

    [Test]
    public async Task A_puller_hears_of_an_append_at_once()
    {
        var follower = reader.Follow(HttpStreamSource.OfHolder(http));
        using var puller = new StreamPuller(follower, TimeProvider.System, NullLogger<StreamPuller>.Instance);
        await puller.StartAsync(default);
        await publisher.TellAsync(child);
        await Until.TrueAsync(async () => (await reader.FactsAsync()).Count == 1);

        for (var told = 2; told < 6; told++)
        {
            var count = told;
            await publisher.TellAsync(child);
            await Until.TrueAsync(async () => (await reader.FactsAsync()).Count == count, seconds: 5);
        }

        await puller.StopAsync(default);
        await reader.MustAgreeWith(publisher);
    }

    [Test]
    public async Task A_restored_publisher_learns_of_it_from_the_question()
    {
        var follower = reader.Follow(HttpStreamSource.OfHolder(http));
        await publisher.TellAsync([child, child]);
        await follower.CatchUpAsync(default);
        var epoch = (await follower.PositionAsync(default)).Epoch;

        using var answer = await http.GetAsync(new Uri($"record/stream?epoch={epoch}&from=8&applied=7&hash={new string('a', 64)}", UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await publisher.Writer.PageAsync(null, 1, 1, default)).Epoch, Is.Not.EqualTo(epoch));
        await follower.CatchUpAsync(default);
        await reader.MustAgreeWith(publisher);
    }

    [TestCase("record/stream?from=1")]
    [TestCase("record/snapshot")]
    public async Task Another_caller_finds_no_stream(string path)
    {
        http.DefaultRequestHeaders.Remove("X-Test-Caller");

        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        using var absent = await http.GetAsync(new Uri("record/nothing", UriKind.Relative));

        Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((absent.StatusCode, await absent.Content.ReadAsStringAsync())));
    }

    [TestCase("epoch=zebra", "epoch")]
    [TestCase("from=-77777", "from")]
    [TestCase("from=99999999999999999999", "from")]
    [TestCase("take=501", "take")]
    [TestCase("take=zebra", "take")]
    [TestCase("applied=3", "hash")]
    [TestCase("wait=21", "wait")]
    public async Task A_wrong_question_is_told_which_field_and_not_what_stood_there(string query, string field)
    {
        using var answer = await http.GetAsync(new Uri("record/stream?" + query, UriKind.Relative));
        var body = await answer.Content.ReadAsStringAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(body, Does.Contain($"\"{field}\"").And.Not.Contain(query.Split('=')[1]));
    }

    [Test]
    public void An_answer_without_end_is_not_read_to_its_end()
    {
        var source = new HttpStreamSource(http, "endless/stream", "endless/snapshot");

        var refused = Assert.ThrowsAsync<StreamException>(() => source.PageAsync(null, 1, default));

        Assert.That(refused.Message, Is.EqualTo("publisher-answer-too-long"));
    }

    [Test]
    public async Task A_reader_that_waits_does_not_hold_up_a_shutdown()
    {
        var follower = reader.Follow(HttpStreamSource.OfHolder(http));
        await follower.CatchUpAsync(default);
        var waiting = follower.CatchUpAsync(TimeSpan.FromSeconds(20), default);
        Assert.That(waiting.IsCompleted, Is.False);

        await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(15)).Token).WaitAsync(TimeSpan.FromSeconds(10));

        await waiting.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(10));
    }
}
