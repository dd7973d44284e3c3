using System.Security.Claims;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Authentication;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// The one role a person acts in for a session (EDGE-12): hers where she has one, the one she chose where she has several, and until she has chosen, none.
/// </summary>
internal static class ActingRole
{
    public const string Claim = "acting-role";

    public static string? Of(ClaimsPrincipal? session) => session?.FindFirstValue(Claim);

    /// <summary>The same person in that role alone; in no role where she has not chosen or no longer has it.</summary>
    public static UserIdentity Narrow(UserIdentity user, ClaimsPrincipal? session) =>
        user with { Roles = Of(session) is { } role && user.Roles.Contains(role) ? [role] : [] };

    /// <summary>The session with the role chosen.</summary>
    public static AuthenticationTicket Choose(AuthenticationTicket session, string role)
    {
        var identity = session.Principal.Identities.First().Clone();
        foreach (var old in identity.FindAll(Claim).ToArray()) identity.RemoveClaim(old);
        identity.AddClaim(new(Claim, role));

        return new(new ClaimsPrincipal(identity), session.Properties, session.AuthenticationScheme);
    }
}
