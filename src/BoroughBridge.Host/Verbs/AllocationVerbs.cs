using System.CommandLine;
using System.Text.Json;
using BoroughBridge.Contracts;
using BoroughBridge.Host.Operating;

namespace BoroughBridge.Host.Verbs;

/// <summary><c>allocation add</c> and <c>allocation end</c>: makes or ends an allocation as the holder's manager would.</summary>
internal static class AllocationVerbs
{
    public static Command Command() => new("allocation", "make or end an allocation as the holder's manager would") { Add(), End(), List() };

    private static Command Add()
    {
        var holder = CommandLine.Holder();
        var child = new Option<string>("--child") { Description = "child reference", Required = true };
        var iro = new Option<string>("--iro") { Description = "login of the IRO at her own provider", Required = true };
        var employer = new Option<string?>("--employer") { Description = "slug of the authority that employs or sponsors her (found by the login in the demonstration)" };
        var from = new Option<DateOnly>("--from") { Description = "first day, yyyy-MM-dd", Required = true };
        var to = new Option<DateOnly?>("--to") { Description = "last day, yyyy-MM-dd" };

        return new Command("add", "propose an allocation") { holder, child, iro, employer, from, to }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = installation.Holding(parsed.GetValue(holder)!);
            var staff = Staff.Find(installation, parsed.GetValue(iro)!, parsed.GetValue(employer));
            var made = await socket.PostAsync<JsonElement>("operator/allocations", new
            {
                childRef = Child(parsed.GetValue(child)!),
                iro = new { issuer = staff.Issuer, subject = staff.Subject },
                employer = staff.Authority,
                from = parsed.GetValue(from),
                to = parsed.GetValue(to),
            }, ct);
            await Output.JsonAsync(made);

            return ExitCodes.Ok;
        });
    }

    private static Command End()
    {
        var holder = CommandLine.Holder();
        var id = new Argument<string>("allocation") { Description = "allocation id, from `allocation list`" };
        var on = new Option<DateOnly?>("--on") { Description = "last day, yyyy-MM-dd; today where not given" };
        var now = new Option<bool>("--now") { Description = "at once, whatever the day" };
        var reason = new Option<string>("--reason") { Description = "handover, ceased, left, conflict, error or other", DefaultValueFactory = _ => "other" };
        reason.AcceptOnlyFromAmong("handover", "ceased", "left", "conflict", "error", "other");

        return new Command("end", "end an allocation") { holder, id, on, now, reason }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = installation.Holding(parsed.GetValue(holder)!);
            var ended = await socket.PostAsync<JsonElement>($"operator/allocations/{Allocation(parsed.GetValue(id)!)}/end", new
            {
                lastDay = parsed.GetValue(on) ?? Access.London.DayOf(TimeProvider.System.GetUtcNow()),
                immediately = parsed.GetValue(now),
                reason = parsed.GetValue(reason),
            }, ct);
            await Output.JsonAsync(ended);

            return ExitCodes.Ok;
        });
    }

    private static Command List()
    {
        var holder = CommandLine.Holder();

        return new Command("list", "the holder's allocations") { holder, CommandLine.Json() }.Asks(async (installation, parsed, ct) =>
        {
            using var socket = installation.Holding(parsed.GetValue(holder)!);
            await Output.JsonAsync(await socket.GetAsync<JsonElement>("operator/allocations", ct));

            return ExitCodes.Ok;
        });
    }

    private static string Child(string text) => Ids.IsId(text) ? text : throw new RefusalException(ExitCodes.Usage, "--child is not a child reference (32 hex digits)");

    private static string Allocation(string text) => Ids.IsId(text) ? text : throw new RefusalException(ExitCodes.Usage, "the allocation is not an id (32 hex digits)");
}
