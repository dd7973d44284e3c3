using System.Net;
using System.Net.Http.Headers;

namespace BoroughBridge.DisclosureLog.Export;

/// <summary>Where a log's files are read from: an exported folder, or a log as it is served.</summary>
public abstract class LogFiles : IDisposable
{
    /// <summary>Whether manifests stand beside the entries; over HTTP they do not.</summary>
    public abstract bool HasManifests { get; }

    /// <summary>The file; none where there is none.</summary>
    public abstract Task<Stream?> OpenAsync(string name, CancellationToken ct);

    /// <summary>All of a small file; none where there is none.</summary>
    /// <exception cref="InvalidDataException">It is longer than <paramref name="most"/>.</exception>
    public async Task<byte[]?> ReadAsync(string name, int most, CancellationToken ct)
    {
        await using var file = await OpenAsync(name, ct);
        if (file is null) return null;
        var bytes = new byte[4096];
        var length = 0;
        while (await file.ReadAsync(bytes.AsMemory(length), ct) is > 0 and var more)
        {
            length += more;
            if (length > most) throw new InvalidDataException(name);
            if (length == bytes.Length) Array.Resize(ref bytes, bytes.Length * 2);
        }

        return bytes[..length];
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A folder that <see cref="LogExport"/> wrote, or a copy of a served log.</summary>
public sealed class LogFolder(string folder) : LogFiles
{
    public override bool HasManifests => true;

    public override Task<Stream?> OpenAsync(string name, CancellationToken ct)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }
}

/// <summary>A log as it is served under an address such as <c>https://bridge.example/log</c>; its entries want an auditor's access token.</summary>
public sealed class LogAddress : LogFiles
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.GZip, ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = TimeSpan.FromMinutes(1),
    };

    private readonly Uri address;

    public LogAddress(Uri address, string? token)
    {
        this.address = new(address.AbsoluteUri.TrimEnd('/') + "/");
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public override bool HasManifests => false;

    public override async Task<Stream?> OpenAsync(string name, CancellationToken ct)
    {
        var answer = await http.GetAsync(new Uri(address, name), HttpCompletionOption.ResponseHeadersRead, ct);
        if (answer.StatusCode == HttpStatusCode.OK) return await answer.Content.ReadAsStreamAsync(ct);

        answer.Dispose();
        if (answer.StatusCode is HttpStatusCode.Unauthorized) throw new UnauthorizedAccessException("the entries want an auditor's access token");

        return answer.StatusCode == HttpStatusCode.NotFound ? null : throw new IOException("the log does not answer");
    }

    protected override void Dispose(bool disposing)
    {
        http.Dispose();
        base.Dispose(disposing);
    }
}
