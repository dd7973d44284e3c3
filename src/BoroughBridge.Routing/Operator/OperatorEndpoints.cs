using BoroughBridge.Contracts;
using BoroughBridge.Routing.Allocations;
using BoroughBridge.Routing.Follow;
using BoroughBridge.Routing.People;
using BoroughBridge.Trust.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BoroughBridge.Routing.Operator;

/// <summary>A member of staff as an operator names her: by authority, or by issuer.</summary>
internal sealed record StaffNamed(string? Authority, string? Issuer, string? Subject);

/// <summary>A named deny as an operator states it.</summary>
internal sealed record DenyStated(string? ChildRef, string? Authority, string? Issuer, string? Subject);

/// <summary>What the executable's verbs ask of a running routing, over its Unix socket.</summary>
internal static class OperatorEndpoints
{
    private const int MostText = 300;

    public static void MapOperator(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var proposals = services.GetRequiredService<ProposalDesk>();
        var people = services.GetRequiredService<UserDirectory>();
        var denies = services.GetRequiredService<NamedDenies>();
        var trust = services.GetRequiredService<RoutingOptions>().Trust;
        var streams = services.GetRequiredService<HolderStreams>();
        var feeds = services.GetRequiredService<FeedStatuses>();
        var door = endpoints.MapGroup("/operator").AtDoor(Door.Operator);

        door.MapGet("/stream", async (CancellationToken ct) => Results.Json(await feeds.AllAsync(ct), Wire.Json));
        door.MapGet("/allocations", async (CancellationToken ct) => Results.Json(await proposals.WaitingAsync(ct), Wire.Json));
        door.MapPost("/allocations/{id}/accept", async (string id, CancellationToken ct) =>
            !Ids.IsId(id) ? Problem(StatusCodes.Status404NotFound, "no-such-proposal") : await proposals.AcceptAsync(id, "operator", ct) switch
            {
                Acceptance.Accepted => Results.Json(new { allocationId = id, state = "accepted" }, Wire.Json),
                Acceptance.Unknown => Problem(StatusCodes.Status404NotFound, "no-such-proposal"),
                _ => Problem(StatusCodes.Status409Conflict, "agreement-not-open"),
            });

        MapPerson("disable", (issuer, subject, ct) => people.SetDisabledAsync(issuer, subject, disabled: true, ct));
        MapPerson("enable", (issuer, subject, ct) => people.SetDisabledAsync(issuer, subject, disabled: false, ct));
        MapPerson("trained", (issuer, subject, ct) => people.SetTrainedAsync(issuer, subject, trained: true, ct));
        MapPerson("untrained", (issuer, subject, ct) => people.SetTrainedAsync(issuer, subject, trained: false, ct));

        door.MapPost("/denies", (DenyStated stated, CancellationToken ct) => DenyAsync(stated, deny: true, ct));
        door.MapPost("/denies/lift", (DenyStated stated, CancellationToken ct) => DenyAsync(stated, deny: false, ct));
        door.MapPost("/stream/new-epoch", async (CancellationToken ct) =>
        {
            foreach (var stream in streams.All.Values) await stream.NewEpochAsync(ct);

            return Results.Json(new { streams = streams.All.Values.Select(stream => stream.Stream) }, Wire.Json);
        });

        void MapPerson(string what, Func<string, string, CancellationToken, Task> act) => door.MapPost("/users/" + what, async (StaffNamed named, CancellationToken ct) =>
        {
            if (Issuer(named.Authority, named.Issuer) is not { } issuer) return Problem(StatusCodes.Status400BadRequest, "authority");
            if (named.Subject is not { Length: > 0 and <= MostText } subject) return Problem(StatusCodes.Status400BadRequest, "subject");
            await act(issuer, subject, ct);

            return Results.Json(new { issuer, subject, state = what }, Wire.Json);
        });

        async Task<IResult> DenyAsync(DenyStated stated, bool deny, CancellationToken ct)
        {
            if (!Ids.IsId(stated.ChildRef)) return Problem(StatusCodes.Status400BadRequest, "childRef");
            if (Issuer(stated.Authority, stated.Issuer) is not { } issuer) return Problem(StatusCodes.Status400BadRequest, "authority");
            if (stated.Subject is not { Length: > 0 and <= MostText } subject) return Problem(StatusCodes.Status400BadRequest, "subject");
            await denies.SetAsync(stated.ChildRef!, issuer, subject, deny, ct);

            return Results.Json(new { stated.ChildRef, issuer, subject, state = deny ? "denied" : "lifted" }, Wire.Json);
        }

        string? Issuer(string? authority, string? issuer)
        {
            if (authority is not null) return trust.IdentityProviders.TryGetValue(authority, out var provider) ? provider.Issuer : null;

            return trust.IdentityProviders.Values.Any(provider => provider.Issuer == issuer) ? issuer : null;
        }
    }

    private static IResult Problem(int status, string code) => Results.Json(new { code }, Wire.Json, statusCode: status);
}
