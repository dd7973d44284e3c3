using System.IO.Pipelines;
using System.Text;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BoroughBridge.Streams.Carry;

/// <summary>A carried request as the part's own endpoints see it: come by the record door, from the peer that signed it, its answer going out in frames.</summary>
internal sealed class CarriedFeatures : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
{
    private readonly StreamResponseBodyFeature body;
    private readonly OutgoingAnswer answer;
    private readonly Stack<(Func<object, Task> Call, object State)> starting = new();
    private readonly Stack<(Func<object, Task> Call, object State)> completed = new();

    public CarriedFeatures(CarriedRequest request, OutgoingAnswer answer)
    {
        this.answer = answer;
        body = new StreamResponseBodyFeature(answer);
        answer.Head = HeadAsync;
        RequestAborted = answer.Aborted;
        var target = request.Target.Split('?', 2);
        var sent = Encoding.UTF8.GetBytes(request.Body ?? "");
        IHeaderDictionary headers = new HeaderDictionary { ContentLength = request.Body is null ? null : sent.Length };
        if (request.ContentType is not null) headers.ContentType = request.ContentType;
        All.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Protocol = "HTTP/1.1",
            Scheme = "https",
            Method = request.Method,
            Path = target[0],
            QueryString = target.Length > 1 ? "?" + target[1] : "",
            RawTarget = request.Target,
            Headers = headers,
            Body = new MemoryStream(sent, writable: false),
        });
        All.Set<IHttpResponseFeature>(this);
        All.Set<IHttpResponseBodyFeature>(this);
        All.Set<IHttpRequestLifetimeFeature>(this);
        All.ComeCarried(request.Iss);
    }

    public FeatureCollection All { get; } = new();

    public int StatusCode { get; set; } = StatusCodes.Status200OK;
    public string? ReasonPhrase { get; set; }
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();
    public bool HasStarted { get; private set; }
    public CancellationToken RequestAborted { get; set; }

    Stream IHttpResponseFeature.Body { get => body.Stream; set => throw new NotSupportedException(); }

    public Stream Stream => body.Stream;

    public PipeWriter Writer => body.Writer;

    public void OnStarting(Func<object, Task> callback, object state) => starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => completed.Push((callback, state));

    public void Abort() => answer.Stop();

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => answer.BeginAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public async Task CompleteAsync()
    {
        await answer.BeginAsync();
        await body.CompleteAsync();
    }

    /// <summary>After the answer has ended, well or ill.</summary>
    public async Task CompletedAsync()
    {
        while (completed.TryPop(out var one)) await one.Call(one.State);
    }

    private async Task<(int, IHeaderDictionary)> HeadAsync()
    {
        while (starting.TryPop(out var one)) await one.Call(one.State);
        HasStarted = true;

        return (StatusCode, Headers);
    }
}
