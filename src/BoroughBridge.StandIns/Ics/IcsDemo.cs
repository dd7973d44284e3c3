using System.Globalization;
using System.Text.Json;
using BoroughBridge.StandIns.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.StandIns.Ics;

/// <summary>
/// What only a stand-in has: <c>POST /ics/{authority}/demo/changes</c> with <c>edit</c>, <c>personId</c> and what the edit needs, as JSON or a form;
/// <c>demo/faults</c> and <c>demo/replace-ids</c>.
/// </summary>
internal static class IcsDemo
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/ics/{authority}/demo/changes", IcsStores.Under(ChangeAsync));
        app.MapPost("/ics/{authority}/demo/faults", IcsStores.Under(FaultsAsync));
        app.MapPost("/ics/{authority}/demo/replace-ids", IcsStores.Under(async (context, store) =>
            await SaidAsync(context) is { } said ? IcsAnswers.Of(new { replaced = store.ReplaceIds(said.GetValueOrDefault("prefix", "N")) }) : Unreadable()));
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, IcsStore store)
    {
        if (await SaidAsync(context) is not { } said) return Unreadable();
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var (edit, person) = (said.GetValueOrDefault("edit", ""), said.GetValueOrDefault("personId", ""));
        var done = edit switch
        {
            "new-person" => Add(store, said, today),
            "remove-person" => store.Remove(person),
            _ => store.Change(person, file => IcsEdits.Apply(file, edit, said, today)),
        };
        if (!done) return IcsAnswers.Problem("edit-does-not-fit", StatusCodes.Status400BadRequest);

        return context.Request.HasFormContentType ? new SeeOther($"/ics/{store.Authority}/persons/{Uri.EscapeDataString(person)}") : IcsAnswers.Of(new { changed = true });
    }

    private static bool Add(IcsStore store, Dictionary<string, string> said, DateOnly today)
    {
        if (NewPersons.Make(store.Authority, said, today) is not { } file || store.Find(file.IcsPersonId) is not null) return false;
        store.Put(file);

        return true;
    }

    private static async Task<IResult> FaultsAsync(HttpContext context, IcsStore store)
    {
        if (await SaidAsync(context) is not { } said) return Unreadable();
        var faults = context.RequestServices.GetRequiredService<IcsFaults>();
        if (said.GetValueOrDefault("lie") is { Length: > 0 } lie && !IcsFaults.Lies.Contains(lie)) return IcsAnswers.Problem("lie", StatusCodes.Status400BadRequest);
        faults.Lie = said.GetValueOrDefault("lie") is { Length: > 0 } told ? told : null;
        faults.Delay = TimeSpan.FromMilliseconds(Number(said, "slowMilliseconds"));
        faults.Down(TimeSpan.FromSeconds(Number(said, "downSeconds")));

        return IcsAnswers.Of(new { lie = faults.Lie, down = faults.IsDown });
    }

    private static int Number(Dictionary<string, string> said, string name) =>
        int.TryParse(said.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, 86_400) : 0;

    /// <summary>The members of a flat JSON object or of a form; none where it is neither.</summary>
    private static async Task<Dictionary<string, string>?> SaidAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
            return (await context.Request.ReadFormAsync(context.RequestAborted)).ToDictionary(field => field.Key, field => field.Value.ToString());
        if (!context.Request.HasJsonContentType()) return null;
        try
        {
            var said = await JsonSerializer.DeserializeAsync<Dictionary<string, JsonElement>>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);

            return said?.ToDictionary(member => member.Key, member => member.Value.ToString());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Unreadable() => IcsAnswers.Problem("body", StatusCodes.Status400BadRequest);
}
