using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Routing.Read;

/// <summary>What a holder answered: a verified header and the open stream behind it, or a code that says what went wrong.</summary>
internal sealed record HolderAnswer
{
    /// <summary>None where all is well.</summary>
    public string? Failure { get; private init; }

    /// <summary>The holder, signed, said no.</summary>
    public bool Refused { get; private init; }

    public IReadOnlyList<ThingDisclosed> Things { get; private init; } = [];
    public HttpResponseMessage? Response { get; private init; }
    public Stream? Body { get; private init; }

    public static HolderAnswer Failed(string code) => new() { Failure = code };

    public static HolderAnswer No() => new() { Failure = "holder-refused", Refused = true };

    public static HolderAnswer Of(IReadOnlyList<ThingDisclosed> things, HttpResponseMessage response, Stream body) => new() { Things = things, Response = response, Body = body };
}
