using System.Text.RegularExpressions;
using BoroughBridge.Access;
using BoroughBridge.Fhir;
using BoroughBridge.Routing.Read;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Routing.FhirApi;

/// <summary>Who calls the FHIR API, for what purpose, and whether the request is one we understand whole.</summary>
internal sealed partial class FhirGate(UserTokens tokens)
{
    public const string PurposeHeader = "X-Purpose-Of-Use";

    /// <summary>The caller's context; none where an error has been answered. A search reads its parameters itself.</summary>
    public async Task<ReadContext?> AdmitAsync(HttpContext context, bool search = false)
    {
        var (token, sent) = Bearer(context.Request);
        var outcome = token is null ? null : await tokens.ValidateAsync(token, context.RequestAborted);
        if (outcome is { Failure: "provider-unreachable" })
        {
            await FhirErrors.UnavailableAsync(context, "identity-provider-unreachable");

            return null;
        }

        if (outcome?.Identity is not { } user)
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

        return new()
        {
            User = user,
            Token = token!,
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

    private static (string? Token, bool Sent) Bearer(HttpRequest request)
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
