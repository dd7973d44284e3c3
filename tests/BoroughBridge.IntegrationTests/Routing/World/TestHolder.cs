using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.Contracts.Record;
using BoroughBridge.IntegrationTests.Servers;
using BoroughBridge.Streams;
using BoroughBridge.Streams.Carry;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BoroughBridge.IntegrationTests.Routing.World;

/// <summary>
/// A holder seen from outside: real HTTPS with mutual TLS, assertions verified, answers signed; it decides nothing, and can be told to misbehave in
/// the ways a holder must not.
/// </summary>
internal sealed class TestHolder(string name, TrustOptions trust) : IAsyncDisposable
{
    private readonly TrustBundle bundle = TrustBundle.Load(trust);
    private readonly ConcurrentDictionary<string, (string Child, string ContentType, byte[] Bytes, int Version)> things = new();
    private WebApplication? app;

    public int Port { get; } = Ports.Free();

    /// <summary>Its virtual host, where it is reached through the broker and listens to nobody.</summary>
    public BrokerOptions? Broker { get; set; }

    public string RecordUrl => $"https://127.0.0.1:{Port}";

    /// <summary>Every assertion it verified.</summary>
    public ConcurrentQueue<AccessAssertion> Heard { get; } = new();

    /// <summary>Changes the header before it is signed.</summary>
    public Func<ReadAnswer, ReadAnswer>? Header { get; set; }

    /// <summary>Changes the bytes that follow it.</summary>
    public Func<byte[], byte[]>? Bytes { get; set; }

    /// <summary>Signs with something else than its own key.</summary>
    public Func<ReadAnswer, string>? Sign { get; set; }

    /// <summary>Answers this and nothing else.</summary>
    public int? Status { get; set; }

    /// <summary>Says no, signed.</summary>
    public bool Refuses { get; set; }

    public void Put(string type, string id, string child, byte[] bytes, string contentType = "application/fhir+json", int version = 1) =>
        things[$"{type}/{id}"] = (child, contentType, bytes, version);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (Broker is null) kestrel.ListenLocalhost(Port, listener => listener.UseHttps(https => MutualTls.Serve(https, trust)));
            else kestrel.ListenLocalhost(Port);
        });
        if (Broker is { } broker) builder.Services.AddSingleton(TimeProvider.System).AddSingleton(bundle).AddCarryLink("routing", broker);
        app = builder.Build();
        app.UseCarried();
        app.MapPost("/record/read", ReadAsync);
        await app.StartAsync();
        foreach (var link in app.Services.GetServices<CarryLink>()) await Until.TrueAsync(() => link.IsOpen, seconds: 30);
    }

    public async Task StopAsync()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        if (!bundle.VerifierFor("routing").TryVerify<AccessAssertion>(await reader.ReadToEndAsync(), AccessAssertion.Typ, out var assertion, out _))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;

            return;
        }

        Heard.Enqueue(assertion);
        if (Status is { } status)
        {
            context.Response.StatusCode = status;

            return;
        }

        var found = Refuses ? [] : assertion.Things.Where(asked => things.ContainsKey($"{asked.Type}/{asked.Id}")).ToArray();
        var answer = new ReadAnswer
        {
            Iss = name,
            Answers = assertion.Jti,
            Transaction = assertion.Transaction,
            Iat = assertion.Iat,
            Things = [.. found.Select(Disclose)],
            Refused = found.Length == 0 ? "no-grant" : null,
        };
        answer = Header?.Invoke(answer) ?? answer;
        var header = Encoding.ASCII.GetBytes(Sign?.Invoke(answer) ?? bundle.Signer.Sign(ReadAnswer.Typ, answer));
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, header.Length);
        byte[] body = [.. found.SelectMany(asked => things[$"{asked.Type}/{asked.Id}"].Bytes)];

        context.Response.ContentType = ReadAnswer.ContentType;
        await context.Response.Body.WriteAsync((byte[])[.. length, .. header, .. Bytes?.Invoke(body) ?? body]);
    }

    private ThingDisclosed Disclose(ThingAsked asked)
    {
        var (child, contentType, bytes, version) = things[$"{asked.Type}/{asked.Id}"];

        return new()
        {
            ChildRef = child,
            Type = asked.Type,
            Id = asked.Id,
            Version = version,
            Variant = "full",
            Page = asked.Page,
            ContentType = contentType,
            Size = bytes.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Chunks = [.. bytes.Chunk(Renditions.ChunkSize).Select(chunk => Convert.ToHexStringLower(SHA256.HashData(chunk)))],
        };
    }
}
