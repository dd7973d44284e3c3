using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BoroughBridge.Trust.Doors;

/// <summary>Keeps each endpoint to its own door.</summary>
public static class DoorKeeping
{
    /// <summary>The endpoints answer only at this door.</summary>
    public static TBuilder AtDoor<TBuilder>(this TBuilder endpoints, Door door)
        where TBuilder : IEndpointConventionBuilder
    {
        var mark = new DoorMark(door);
        endpoints.Add(endpoint => endpoint.Metadata.Add(mark));

        return endpoints;
    }

    /// <summary>At another door an endpoint is not found, as if it did not exist. Call after <c>UseRouting</c>, before authentication.</summary>
    public static IApplicationBuilder UseDoors(this IApplicationBuilder app) => app.Use(
        (context, next) =>
        {
            if (context.GetEndpoint() is not { } endpoint) return next(context);
            if ((endpoint.Metadata.GetMetadata<DoorMark>()?.Door ?? Door.Public) == context.CameBy()) return next(context);

            context.SetEndpoint(null);
            context.Response.StatusCode = StatusCodes.Status404NotFound;

            return Task.CompletedTask;
        });

    /// <summary>The door the request came by. A connection no listener has marked counts as the public one, which opens least.</summary>
    public static Door CameBy(this HttpContext context) => context.Features.Get<DoorMark>()?.Door ?? Door.Public;

    /// <summary>
    /// At the record door: the part that calls, by the common name of the certificate it showed, or by the key that signed what the broker carried; none elsewhere.
    /// </summary>
    public static string? Peer(this HttpContext context)
    {
        if (context.CameBy() != Door.Record) return null;

        return context.Features.Get<CarriedMark>() is { } carried ? carried.Peer : MutualTls.PartOf(context);
    }

    /// <summary>Marks a request that the broker carried as come by the record door, from the part whose signature on it was verified.</summary>
    public static void ComeCarried(this IFeatureCollection features, string peer)
    {
        features.Set(new DoorMark(Door.Record));
        features.Set(new CarriedMark(peer));
    }
}
