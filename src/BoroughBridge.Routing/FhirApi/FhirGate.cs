using System.Text.RegularExpressions;
using BoroughBridge.Access;
using BoroughBridge.Fhir;
using BoroughBridge.Routing.Read;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>Who calls the FHIR API, for what purpose, and whether the request is one we understand whole.</summary>
internal sealed partial class FhirGate(UserTokens tokens, IEnumerable<IBearers> ours)
{
    public const string PurposeHeader = "X-Purpose-Of-Use";

    /// <summary>The role a caller with several acts in.</summary>
    public const string RoleHeader = "X-Acting-Role";

    /// <summary>The caller's context; none where an error has been answered. A search reads its parameters itself.</summary>
    public async Task<ReadContext?> AdmitAsync(HttpContext context, bool search = false)
    {
        var (token, sent) = BearerOf(context.Request);
        var given = token is null ? null : await GivenByUsAsync(token, context.RequestAborted);
        var outcome = token is null || given is not null ? null : await tokens.ValidateAsync(token, context.RequestAborted);
        if (outcome is { Failure: "provider-unreachable" })
        {
            await FhirErrors.UnavailableAsync(context, "identity-provider-unreachable");

            return null;
        }

        if ((given?.User ?? outcome?.Identity) is not { } user)
        {
            await FhirErrors.UnauthorizedAsync(context, sent);

            return null;
        }

        if (!search && !await UnderstandsAsync(context)) return null;
        if (!Purpose(context.Request, out var purpose, out var defaulted))
        {
            await FhirErrors.WriteAsync(context, StatusCodes.Status400BadRequest, IssueCodes.Value, "unknown-purpose", PurposeHeader);

            return null;
        }

        if (given is null && user.Roles.Count > 1)
        {
            // EDGE-12: who has several roles says which she acts in; logged with every entry.
            if (context.Request.Headers[RoleHeader] is not [{ } role] || !user.Roles.Contains(role))
            {
                await FhirErrors.WriteAsync(context, StatusCodes.Status400BadRequest, IssueCodes.Required, "choose-role", RoleHeader);

                return null;
            }

            user = user with { Roles = [role] };
        }

        return new()
        {
            User = user,
            Token = given is null ? token! : given.Token,
            Limits = given?.Limits,
            Purpose = purpose,
            PurposeDefaulted = defaulted,
            RemoteAddress = context.Connection.RemoteIpAddress?.ToString(),
            Path = "fhir",
            Transaction = context.TraceIdentifier,
        };
    }

    /// <summary>Unknown parameters are refused by name: one that is ignored would be a wider answer than was asked for.</summary>
    public static async Task<bool> UnderstandsAsync(HttpContext context)
    {
        foreach (var (name, values) in context.Request.Query)
        {
            if (name == "_format" && values.Count == 1 && values[0] is "json" or "application/json" or "application/fhir+json") continue;

            var known = name == "_format";
            await FhirErrors.WriteAsync(
                context, StatusCodes.Status400BadRequest, known ? IssueCodes.Value : IssueCodes.NotSupported, known ? "format" : "unknown-parameter",
                ParameterName.IsMatch(name) ? name : "parameter");

            return false;
        }

        return true;
    }

    // A token of ours is a reference without a dot in it; a provider's has two.
    private async Task<Bearer?> GivenByUsAsync(string token, CancellationToken ct)
    {
        if (token.Contains('.', StringComparison.Ordinal)) return null;
        foreach (var giver in ours)
        {
            if (await giver.FindAsync(token, ct) is { } bearer) return bearer;
        }

        return null;
    }

    private static (string? Token, bool Sent) BearerOf(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 0) return (null, false);
        if (header.Count > 1 || header[0] is not { } value || !value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return (null, true);

        return (value["Bearer ".Length..].Trim(), true);
    }

    private static bool Purpose(HttpRequest request, out string purpose, out bool defaulted)
    {
        var stated = request.Headers[PurposeHeader];
        defaulted = stated.Count == 0;
        purpose = defaulted ? Purposes.Default : stated.ToString();

        return Purposes.All.Contains(purpose);
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.:-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterName { get; }
}
