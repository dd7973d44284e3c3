using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.StandIns.Ics;

/// <summary>Pages to look at the stand-in ICS with, and to change a file as its social worker would.</summary>
internal static class IcsPages
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/ics/{authority}", IcsStores.Under((context, store) => Task.FromResult(List(context, store))));
        app.MapGet("/ics/{authority}/persons/{personId}", IcsStores.Under((context, store) => Task.FromResult(
            store.Find((string)context.GetRouteValue("personId")!) is { } file ? File(context, store, file) : Results.NotFound())));
        app.MapGet("/ics/{authority}/documents/{documentId}", IcsStores.Under((context, store) => Task.FromResult(
            store.Document((string)context.GetRouteValue("documentId")!) is { } found ? Results.Bytes(found.Bytes, found.Entry.ContentType) : Results.NotFound())));
    }

    private static IResult List(HttpContext context, IcsStore store)
    {
        var rows = store.All().Select(file =>
            $"""<tr><td><a href="/ics/{store.Authority}/persons/{Page.Text(file.IcsPersonId)}">{Page.Text(file.Name)}</a></td><td>{Page.Text(file.IcsPersonId)}</td><td>{Born(file)}</td><td>{Page.Text(file.Person.FamilyGroupId)}</td></tr>""");

        return Page.Answer(
            context, "Children looked after", $"the case system of {store.Authority}",
            $"<table><thead><tr><th>Name</th><th>Person id</th><th>Date of birth</th><th>Family</th></tr></thead><tbody>{string.Concat(rows)}</tbody></table><p><a href=\"/ics/{store.Authority}/reviews\">Children of other boroughs we review</a></p>");
    }

    private static IResult File(HttpContext context, IcsStore store, DemonstrationChild file)
    {
        var plan = file.CarePlans.LastOrDefault(plan => plan.Status == "ACTIVE");
        var goals = plan?.Goals.Select(goal => $"<li>{Page.Text(goal.Text)}</li>") ?? [];
        var sections = plan?.Sections.Select(section => $"<p><strong>{Page.Text(section.Heading)}</strong>: {Page.Text(section.Text)}</p>") ?? [];
        var reviews = file.Reviews.Select(review => $"<tr><td>{review.Number}</td><td>{Days.Long(review.ReviewDate)}</td><td>{Page.Text(review.Status)}</td><td>{Page.Text(review.ParticipationCode)}</td></tr>");
        var documents = file.Documents.Select(document =>
            $"""<tr><td><a href="/ics/{store.Authority}/documents/{Page.Text(document.Entry.DocumentId)}">{Page.Text(document.Entry.Title)}</a></td><td>{Days.Long(document.Entry.DocumentDate)}</td><td>{Page.Text(string.Join(", ", document.Entry.Sensitivities))}</td></tr>""");
        var body = $"""
            <p>Born {Born(file)}. Person id <code>{Page.Text(file.IcsPersonId)}</code>. <a href="/ics/{store.Authority}">All children</a></p>
            <h2>Care plan</h2><ul>{string.Concat(goals)}</ul>{string.Concat(sections)}
            <h2>Reviews</h2><table><tbody>{string.Concat(reviews)}</tbody></table>
            <h2>Documents</h2><table><tbody>{string.Concat(documents)}</tbody></table>
            <h2>Change something</h2>
            <p>{Form(store, file, "hold-review", "Hold the planned review today")}</p>
            <p>{Form(store, file, "add-goal", "Add this goal", """<input name="text" aria-label="Goal" value="Learn to ride a bicycle." size="36" maxlength="500">""")}</p>
            <p>{Form(store, file, "add-document", "Add this case note", """<input name="text" aria-label="Case note" value="Telephoned; all is well." size="36" maxlength="2000">""")}</p>
            """;

        return Page.Answer(context, file.Name, $"the case system of {store.Authority}", body);
    }

    private static string Form(IcsStore store, DemonstrationChild file, string edit, string button, string fields = "") =>
        $"""<form class="inline" method="post" action="/ics/{store.Authority}/demo/changes"><input type="hidden" name="edit" value="{edit}"><input type="hidden" name="personId" value="{Page.Text(file.IcsPersonId)}">{fields} <button>{button}</button></form>""";

    private static string Born(DemonstrationChild file) => file.Person.DateOfBirth is { } born ? Days.Long(born) : "not known";
}
