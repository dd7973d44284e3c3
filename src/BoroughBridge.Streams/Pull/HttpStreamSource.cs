using System.Globalization;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Streams;

namespace BoroughBridge.Streams;

/// <summary>The publisher by its record protocol: <c>GET stream</c> and <c>GET snapshot</c>, over the mutual TLS of the client given.</summary>
/// <param name="http">Its base address is the publisher's record endpoint; its own timeout must be longer than a wait.</param>
/// <param name="streamPath">For instance <c>record/stream</c>, or <c>record/stream/islington</c> at routing.</param>
/// <param name="snapshotPath">For instance <c>record/snapshot</c>.</param>
public sealed class HttpStreamSource(HttpClient http, string streamPath, string snapshotPath) : IStreamSource
{
    /// <summary>Longest page in bytes; a publisher that sends more is not believed.</summary>
    public const int MostPageBytes = 16 << 20;

    /// <summary>Longest snapshot in bytes.</summary>
    public const int MostSnapshotBytes = 256 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>A holder's stream to routing.</summary>
    public static HttpStreamSource OfHolder(HttpClient http) => new(http, "record/stream", "record/snapshot");

    /// <summary>Routing's stream towards a holder.</summary>
    public static HttpStreamSource OfRouting(HttpClient http, string authority) => new(http, $"record/stream/{authority}", $"record/snapshot/{authority}");

    public Task<StreamPage> PageAsync(string? epoch, long from, CancellationToken ct) =>
        GetAsync<StreamPage>($"{streamPath}?{Epoch(epoch)}from={from.ToString(CultureInfo.InvariantCulture)}", MostPageBytes, Limit, ct);

    public Task<StreamPage> AskAsync(StreamPosition applied, int take, TimeSpan wait, CancellationToken ct) => GetAsync<StreamPage>(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{streamPath}?{Epoch(applied.Epoch)}from={applied.Number + 1}&take={take}&applied={applied.Number}&hash={applied.Hash}&wait={(int)wait.TotalSeconds}"),
        MostPageBytes,
        Limit + wait,
        ct);

    public Task<StreamSnapshot> SnapshotAsync(CancellationToken ct) => GetAsync<StreamSnapshot>(snapshotPath, MostSnapshotBytes, 6 * Limit, ct);

    private static string Epoch(string? epoch) => epoch is null ? "" : $"epoch={epoch}&";

    private async Task<T> GetAsync<T>(string path, int mostBytes, TimeSpan limit, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(limit);
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limited.Token);
            if (!answer.IsSuccessStatusCode) throw new StreamException($"publisher-answered-{(int)answer.StatusCode}");

            using var body = new MemoryStream();
            await using var sent = await answer.Content.ReadAsStreamAsync(limited.Token);
            var buffer = new byte[81920];
            int count;
            while ((count = await sent.ReadAsync(buffer, limited.Token)) > 0)
            {
                if (body.Length + count > mostBytes) throw new StreamException("publisher-answer-too-long");
                body.Write(buffer, 0, count);
            }

            return JsonSerializer.Deserialize<T>(body.GetBuffer().AsSpan(0, (int)body.Length), Wire.Json) ?? throw new StreamException("publisher-answer-null");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new StreamException("publisher-timeout");
        }
        catch (JsonException)
        {
            throw new StreamException("publisher-answer-not-json");
        }
    }
}
