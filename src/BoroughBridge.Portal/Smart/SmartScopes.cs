using System.Text.RegularExpressions;
using BoroughBridge.Routing.Read;

namespace BoroughBridge.Portal.Smart;

/// <summary>SMART scopes, v2 grammar and v1 reads: what is asked for is narrowed to what the client may have and this server offers, and the answer says what was given.</summary>
internal static partial class SmartScopes
{
    public const string Launch = "launch";
    public const string LaunchPatient = "launch/patient";
    public const string Online = "online_access";
    private const int MostScopes = 50;

    /// <summary>The scopes given, in the order asked; none where no access to data is left.</summary>
    public static string? Narrow(string? asked, string allowed)
    {
        if (asked is null || asked.Length > 2000) return null;
        var may = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var given = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostScopes).Distinct()
            .Select(scope => IsContext(scope) ? (may.Contains(scope) ? scope : null) : Given(scope, may)).OfType<string>().Distinct().ToArray();

        return given.Any(scope => Read(scope) is not null) ? string.Join(' ', given) : null;
    }

    /// <summary>What a token of these scopes may read.</summary>
    public static LaunchLimits Limits(string scope, string? childRef) =>
        new(childRef, [.. scope.Split(' ').Select(Read).Where(read => read?.Rights.Contains('r', StringComparison.Ordinal) == true).Select(read => read!.Value.Type).Distinct()]);

    /// <summary>Names what only a case system's own call may have.</summary>
    public static bool NamesSystem(string scope) => scope.Split(' ').Any(one => one.StartsWith("system/", StringComparison.Ordinal));

    public static bool Has(string scope, string one) => scope.Split(' ').Contains(one);

    /// <summary>Only reads and searches are offered, so a scope that asks for more gives those, and one that asks only for more gives nothing.</summary>
    private static string? Given(string scope, string[] may)
    {
        if (Read(scope) is not { } asked) return null;
        var rights = string.Concat(asked.Rights.Where(right => may.Select(Read).Any(one =>
            one?.Level == asked.Level && (one.Value.Type == "*" || one.Value.Type == asked.Type) && one.Value.Rights.Contains(right, StringComparison.Ordinal))));

        // Version 1 is answered in version 1.
        return rights.Length == 0 ? null : $"{asked.Level}/{asked.Type}.{(rights == "rs" && scope.EndsWith(".read", StringComparison.Ordinal) ? "read" : rights)}";
    }

    private static (string Level, string Type, string Rights)? Read(string scope)
    {
        var match = Clinical.Match(scope);
        if (!match.Success) return null;
        var rights = match.Groups["v1"].Value switch { "read" or "*" => "rs", "write" => "", _ => string.Concat(match.Groups["v2"].Value.Where(right => right is 'r' or 's')) };

        return rights.Length == 0 ? null : (match.Groups["level"].Value, match.Groups["type"].Value, rights);
    }

    private static bool IsContext(string scope) => scope is Launch or LaunchPatient or Online;

    // A scope with a query (patient/Observation.rs?category=…) is not understood, and so not given.
    [GeneratedRegex(@"\A(?<level>patient|user|system)/(?<type>\*|[A-Z][A-Za-z]{2,40})\.(?:(?<v1>read|write|\*)|(?<v2>(?=[cruds])c?r?u?d?s?))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Clinical { get; }
}
