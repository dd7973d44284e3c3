using System.Net;

namespace BoroughBridge.Adapters.Electronic.Ics;

/// <summary>One whole answer, bounded: the pipeline retries on it and times its body too.</summary>
internal sealed record IcsReply(HttpStatusCode Status, string? ContentType, ReadOnlyMemory<byte> Body, bool Oversized)
{
    /// <summary>Worth asking again for: the ICS is overloaded, restarting or away.</summary>
    public bool IsTransient => Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)Status >= 500;

    /// <summary>Reads at most <paramref name="most"/> bytes and no more, whatever length is announced.</summary>
    public static async Task<IcsReply> ReadAsync(HttpResponseMessage response, long most, CancellationToken ct)
    {
        var contentType = response.Content.Headers.ContentType?.MediaType;
        if (response.Content.Headers.ContentLength > most) return new(response.StatusCode, contentType, default, true);

        await using var body = await response.Content.ReadAsStreamAsync(ct);
        using var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await body.ReadAsync(buffer, ct)) > 0)
        {
            if (read.Length + count > most) return new(response.StatusCode, contentType, default, true);
            read.Write(buffer, 0, count);
        }

        return new(response.StatusCode, contentType, read.GetBuffer().AsMemory(0, (int)read.Length), false);
    }
}
