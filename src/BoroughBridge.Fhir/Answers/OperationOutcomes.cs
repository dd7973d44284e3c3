namespace BoroughBridge.Fhir;

/// <summary>R4 issue types we answer with.</summary>
public static class IssueCodes
{
    public const string Invalid = "invalid";
    public const string Structure = "structure";
    public const string Required = "required";
    public const string Value = "value";
    public const string Login = "login";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not-found";
    public const string NotSupported = "not-supported";
    public const string TooCostly = "too-costly";
    public const string Throttled = "throttled";
    public const string Transient = "transient";
    public const string Exception = "exception";
}

/// <summary>Makes the OperationOutcomes of <c>/fhir</c>: issue code, our own code in <c>details</c>, trace id in <c>diagnostics</c>. Never a value.</summary>
public static class OperationOutcomes
{
    /// <summary>Code system of our own error codes.</summary>
    public const string System = CodeSet.Project + "/CodeSystem/error";

    /// <param name="issue">One of <see cref="IssueCodes"/>.</param>
    /// <param name="code">Our own code: <c>not-found</c>, <c>log-unavailable</c> ...</param>
    /// <param name="traceId">The request's trace id; none where two answers must be alike.</param>
    /// <param name="expression">Parameter name or element path.</param>
    public static OperationOutcome Error(string issue, string code, string? traceId = null, string? expression = null) => new() { Issue = [Issue("error", issue, code, traceId, expression)] };

    /// <summary>The answer to what is refused and what does not exist: always the same bytes.</summary>
    public static OperationOutcome NotFound() => Error(IssueCodes.NotFound, "not-found");

    /// <summary>What is wrong with a resource or a search, one issue a fault.</summary>
    public static OperationOutcome Of(FhirException refused, string? traceId = null) =>
        new() { Issue = [.. refused.Faults.Select(fault => Issue("error", IssueOf(fault.Code), fault.Code, traceId, fault.Path))] };

    /// <summary>A warning beside good results: a holder that is down.</summary>
    public static OperationOutcome Warning(string issue, string code, string? traceId = null) => new() { Issue = [Issue("warning", issue, code, traceId, null)] };

    private static OutcomeIssue Issue(string severity, string issue, string code, string? traceId, string? expression) => new()
    {
        Severity = severity,
        Code = issue,
        Details = new() { Coding = [new() { System = System, Code = code }] },
        Diagnostics = traceId,
        Expression = expression is null ? null : [expression],
    };

    private static string IssueOf(string code) => code switch
    {
        Fault.Required => IssueCodes.Required,
        Fault.Malformed or Fault.UnknownElement or Fault.Empty or Fault.Twice or Fault.ResourceType or Fault.TooDeep => IssueCodes.Structure,
        Fault.TooLong => "too-long",
        Fault.CodeNotAllowed => "code-invalid",
        Fault.UnknownParameter => IssueCodes.NotSupported,
        Fault.Format or Fault.Target => IssueCodes.Value,
        _ => "invariant",
    };
}
