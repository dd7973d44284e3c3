using System.Globalization;
using BoroughBridge.StandIns.Children;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BoroughBridge.StandIns.Ics;

/// <summary>The interface itself, as contracts/ics/openapi.yaml says it.</summary>
internal static class IcsApi
{
    private const int MostPersons = 200;

    public static void Map(WebApplication app)
    {
        Get(app, "persons", Changes);
        Get(app, "replaced-ids", (_, store) => IcsAnswers.Of(List(store.Replaced)));
        Of(app, "", file => IcsAnswers.Of(file.Person));
        Of(app, "/looked-after-periods", file => IcsAnswers.Of(List(file.Periods)));
        Of(app, "/placements", file => IcsAnswers.Of(List(file.Placements)));
        Of(app, "/care-plans", file => IcsAnswers.Of(List(file.CarePlans)));
        Of(app, "/reviews", file => IcsAnswers.Of(List(file.Reviews)));
        Of(app, "/documents", file => IcsAnswers.Of(List([.. file.Documents.Select(document => document.Entry)])));
        Get(app, "documents/{documentId}/content", (context, store) => store.Document(Value(context, "documentId")) is { } found
            ? Results.Bytes(found.Bytes, found.Entry.ContentType)
            : NotFound());
    }

    private static IResult Changes(HttpContext context, IcsStore store)
    {
        var query = context.Request.Query;
        var take = MostPersons;
        if (query.TryGetValue("take", out var said) && (!int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out take) || take is < 1 or > MostPersons))
            return IcsAnswers.Problem("take", StatusCodes.Status400BadRequest);

        return store.Changes(query["changedSince"], take) is { } changes ? IcsAnswers.Of(changes) : IcsAnswers.Problem("cursor", StatusCodes.Status410Gone);
    }

    private static void Of(WebApplication app, string part, Func<DemonstrationChild, IResult> answer) => Get(
        app, "persons/{personId}" + part, (context, store) => store.Find(Value(context, "personId")) is { } file ? answer(file) : NotFound());

    private static void Get(WebApplication app, string path, Func<HttpContext, IcsStore, IResult> answer) =>
        app.MapGet("/ics/{authority}/api/v1/" + path, IcsStores.Under((context, store) => Task.FromResult(answer(context, store))));

    private static IcsList<T> List<T>(IReadOnlyList<T> items) => new(items, items.Count);

    private static string Value(HttpContext context, string name) => (string)context.GetRouteValue(name)!;

    private static IResult NotFound() => IcsAnswers.Problem("not-found", StatusCodes.Status404NotFound);
}
