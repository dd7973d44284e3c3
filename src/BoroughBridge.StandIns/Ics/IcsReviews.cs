using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.StandIns.Ics;

/// <summary>The employing side: children of other boroughs that this authority's officers review, each opened in BoroughBridge's viewer within the page, or beside it.</summary>
internal static class IcsReviews
{
    private const string Script = """
        "use strict";
        const viewer = document.getElementById("viewer"), cases = document.getElementById("cases");
        cases.addEventListener("change", async () => {
          const asked = cases.value;
          const answer = await fetch(cases.dataset.reviews + "/" + asked + "/launch", { method: "POST" });
          const { launch } = await answer.json();
          if (asked === cases.value) viewer.contentWindow.postMessage({ kind: "boroughbridge-launch", launch }, viewer.dataset.origin);
        });
        """;

    public static void Map(WebApplication app)
    {
        app.MapGet("/ics/reviews.js", () => Results.Text(Script, "text/javascript"));
        app.MapGet("/ics/{authority}/reviews", IcsStores.Under(ListAsync));
        app.MapGet("/ics/{authority}/reviews/{caseId}", IcsStores.Under(OpenAsync));
        app.MapPost("/ics/{authority}/reviews/{caseId}/launch", IcsStores.Under(async (context, _) =>
            Calls(context).IsSetUp ? Results.Json(await Calls(context).LaunchAsync((string)context.GetRouteValue("caseId")!, context.RequestAborted)) : Results.NotFound()));
    }

    private static async Task<IResult> ListAsync(HttpContext context, IcsStore store)
    {
        if (!Calls(context).IsSetUp) return Results.NotFound();
        var rows = (await Calls(context).ChildrenAsync(context.RequestAborted)).Where(child => child.CaseId is not null).Select(child =>
            $"""<tr><td>{Page.Text(child.CaseId)}</td><td>{Page.Text(child.Holder)}</td><td>{Page.Text(child.Iro)}</td><td>{(child.LastReview is { } day ? Days.Long(day) : "none yet")}</td><td><a href="/ics/{store.Authority}/reviews/{Page.Text(child.CaseId)}">Open in BoroughBridge</a></td></tr>""");

        return Page.Answer(
            context, "Children of other boroughs we review", $"the case system of {store.Authority}",
            $"<p>What this borough's own case system knows of them: its case number, and dates. The file stays with its holder.</p><table><thead><tr><th>Our case</th><th>Holder</th><th>Reviewing officer</th><th>Last review</th><th>File</th></tr></thead><tbody>{string.Concat(rows)}</tbody></table><p><a href=\"/ics/{store.Authority}\">Our own children</a></p>");
    }

    private static async Task<IResult> OpenAsync(HttpContext context, IcsStore store)
    {
        if (!Calls(context).IsSetUp) return Results.NotFound();
        var caseId = (string)context.GetRouteValue("caseId")!;
        var children = (await Calls(context).ChildrenAsync(context.RequestAborted)).Where(child => child.CaseId is not null).ToArray();
        if (children.All(child => child.CaseId != caseId)) return Results.NotFound();

        var address = (await Calls(context).LaunchAsync(caseId, context.RequestAborted)).GetProperty("viewer").GetString()!;
        var origin = new Uri(address).GetLeftPart(UriPartial.Authority);
        var options = children.DistinctBy(child => child.CaseId).Select(child =>
            $"""<option value="{Page.Text(child.CaseId)}" data-child="{Page.Text(child.ChildRef)}"{(child.CaseId == caseId ? " selected" : "")}>{Page.Text(child.CaseId)} · {Page.Text(child.Iro)}</option>""");
        var page = Page.Answer(
            context, $"Case {caseId}", $"the case system of {store.Authority}",
            $"""
            <p><label for="cases">Our case</label> <select id="cases" data-reviews="/ics/{store.Authority}/reviews">{string.Concat(options)}</select>
            · <a href="/ics/{store.Authority}/reviews">All we review</a></p>
            <iframe id="viewer" title="BoroughBridge" width="100%" height="900" data-origin="{Page.Text(origin)}" src="{Page.Text(address)}"
              sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"></iframe>
            <script src="/ics/reviews.js"></script>
            """);
        context.Response.Headers.ContentSecurityPolicy = $"{context.Response.Headers.ContentSecurityPolicy}; script-src 'self'; connect-src 'self'; frame-src {origin}";

        return page;
    }

    private static SmartCalls Calls(HttpContext context) => context.RequestServices.GetRequiredService<SmartCalls>();
}
