using System.Data.Common;
using System.Globalization;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.Streams;

/// <summary>A stream to be pulled: its writer, and what reads the present state of every child in it (see <see cref="StreamWriter.SnapshotAsync"/>).</summary>
public sealed record StreamPublication(StreamWriter Writer, Func<DbTransaction, CancellationToken, Task<IReadOnlyList<SnapshotEvent>>> State);

/// <summary><c>GET stream</c> and <c>GET snapshot</c> of the record protocol.</summary>
public static class StreamEndpoints
{
    private const int MostWaitSeconds = 20;

    /// <summary>Maps both.</summary>
    /// <param name="routes">Where; keep them to the record port.</param>
    /// <param name="streamPattern">For instance <c>/record/stream</c> or <c>/record/stream/{authority}</c>.</param>
    /// <param name="snapshotPattern">For instance <c>/record/snapshot</c>.</param>
    /// <param name="find">The stream this caller may read, by the name in its certificate; none is answered 404, as for a stream there is not.</param>
    public static void MapStream(this IEndpointRouteBuilder routes, string streamPattern, string snapshotPattern, Func<HttpContext, StreamPublication?> find)
    {
        routes.MapGet(streamPattern, async (HttpContext context) =>
        {
            if (find(context) is not { } publication) return Results.NotFound();
            if (!StreamQuery.TryRead(context.Request.Query, out var query, out var wrong)) return Results.Problem(detail: wrong, statusCode: 400);

            return Results.Json(await AnswerAsync(publication.Writer, query, context), Wire.Json);
        });
        routes.MapGet(snapshotPattern, async (HttpContext context) =>
            find(context) is { } publication
                ? Results.Json(await publication.Writer.SnapshotAsync(publication.State, context.RequestAborted), Wire.Json)
                : Results.NotFound());
    }

    private static async Task<StreamPage> AnswerAsync(StreamWriter writer, StreamQuery query, HttpContext context)
    {
        // A waiting reader must not hold up a shutdown.
        var stopping = context.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var appended = writer.Appended;
        var page = await PageAsync();
        if (query.WaitSeconds == 0 || page.Entries.Count > 0 || page.Epoch != query.Epoch) return page;

        try
        {
            await Signal.WaitAsync(appended, TimeSpan.FromSeconds(query.WaitSeconds), TimeProvider.System, waiting.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return page;
        }

        return await PageAsync();

        Task<StreamPage> PageAsync() => query.Applied is { } applied
            ? writer.AnswerAsync(applied, query.From, query.Take, context.RequestAborted)
            : writer.PageAsync(query.Epoch, query.From, query.Take, context.RequestAborted);
    }

    private sealed record StreamQuery(string? Epoch, long From, int Take, StreamPosition? Applied, int WaitSeconds)
    {
        /// <summary>Reads the query, naming the first field that is wrong and never its value.</summary>
        public static bool TryRead(IQueryCollection query, out StreamQuery read, out string wrong)
        {
            string? epoch = query["epoch"];
            string? hash = query["hash"];
            var fromIs = TryNumber(query["from"], 1, long.MaxValue, out var from);
            var takeIs = TryNumber(query["take"], StreamWriter.MostEntries, StreamWriter.MostEntries, out var take);
            var appliedIs = TryNumber(query["applied"], -1, long.MaxValue, out var applied);
            var waitIs = TryNumber(query["wait"], 0, MostWaitSeconds, out var wait);
            wrong =
                epoch is not null && !Ids.IsId(epoch) ? "epoch"
                : !fromIs ? "from"
                : !takeIs ? "take"
                : !appliedIs ? "applied"
                : applied >= 0 && (epoch is null || hash is not { Length: 64 }) ? "hash"
                : !waitIs ? "wait"
                : "";
            read = new(epoch, from, (int)take, applied >= 0 ? new StreamPosition(epoch, applied, hash ?? "", 0) : null, (int)wait);

            return wrong.Length == 0;
        }

        private static bool TryNumber(string? text, long otherwise, long most, out long number)
        {
            number = otherwise;

            return text is null || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most);
        }
    }
}
