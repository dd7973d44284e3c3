// Promise: an agreement is in force only where the four officers of each side signed these very terms and both sides hold it open; whatever order the two
// sides' acts arrive in, the same comes of them, and the stricter side prevails. Pure: values in, value out.
using System.Collections.Immutable;
using BoroughBridge.Access;

namespace BoroughBridge.Agreements;

/// <summary>One act of one side.</summary>
/// <param name="Party">Whose: told by the stream it came on, never by its content.</param>
/// <param name="What"><c>signed</c>, <c>moved</c> or <c>switched</c>.</param>
/// <param name="Version">Where signed, of what version; 0 else.</param>
/// <param name="Subject">Office signed in, or capability switched; empty else.</param>
/// <param name="Detail">Hash of the terms signed, the new standing, or <c>on</c> and <c>off</c>.</param>
/// <param name="By">Issuer and subject, or <c>operator</c>.</param>
public sealed record AgreementAct(Party Party, string What, int Version, string Subject, string Detail, string By)
{
    public const string Signed = "signed";
    public const string Moved = "moved";
    public const string Switched = "switched";
}

/// <summary>How one side holds an agreement; none until it opens it. <see cref="Before"/> is what stood when it was suspended.</summary>
public sealed record PartyStand(AgreementState? Now = null, AgreementState? Before = null)
{
    /// <summary>What the side may move to: ever stricter, back from closed to open, and out of a suspension to nothing laxer than it came from.</summary>
    public bool MayMoveTo(AgreementState to) => (Now, to) switch
    {
        (AgreementState.Ended, _) => false,
        (_, AgreementState.Ended) => true,
        (null, _) => to == AgreementState.Open,
        (AgreementState.Suspended, AgreementState.Open or AgreementState.ClosedToNew or AgreementState.WindingDown) => Strictness(to) >= Strictness(Before!.Value),
        (AgreementState.Suspended, _) => false,
        (AgreementState.WindingDown, _) => to == AgreementState.Suspended,
        (AgreementState.ClosedToNew, _) => to is AgreementState.Open or AgreementState.WindingDown or AgreementState.Suspended,
        (AgreementState.Open, _) => to is AgreementState.ClosedToNew or AgreementState.WindingDown or AgreementState.Suspended,
        _ => false,
    };

    public PartyStand MovedTo(AgreementState to) => new(to, to == AgreementState.Suspended ? Now : null);

    internal static int Strictness(AgreementState state) => state switch
    {
        AgreementState.Open => 0,
        AgreementState.ClosedToNew => 1,
        AgreementState.WindingDown => 2,
        AgreementState.Suspended => 3,
        _ => 4,
    };
}

/// <summary>An agreement with all that both sides have done about it.</summary>
public sealed record AgreementCase
{
    /// <summary>Hash of the terms of each version.</summary>
    public required IReadOnlyDictionary<int, string> Terms { get; init; }

    public ImmutableDictionary<(int Version, Party Party, string Office), string> Signatures { get; init; } = ImmutableDictionary<(int, Party, string), string>.Empty;
    public PartyStand Holder { get; init; } = new();
    public PartyStand Employer { get; init; } = new();
    public ImmutableHashSet<(Party Party, string Capability)> On { get; init; } = [];

    /// <summary>An event about it could not be applied: what it said is not known, so nothing is given.</summary>
    public bool Unreadable { get; init; }

    /// <summary>Capabilities that both sides have turned on.</summary>
    public IReadOnlyList<string> Capabilities => [.. On.Select(one => one.Capability).Distinct().Where(name => On.Contains((Party.Holder, name)) && On.Contains((Party.Employer, name))).Order(StringComparer.Ordinal)];

    public PartyStand Of(Party party) => party == Party.Holder ? Holder : Employer;

    public bool IsSigned(int version) => IsSigned(version, Party.Holder) && IsSigned(version, Party.Employer);

    public bool IsSigned(int version, Party party) => Offices.All.All(office => Signatures.ContainsKey((version, party, office)));

    /// <summary>State of a version, with what both sides say of the agreement as a whole.</summary>
    public AgreementState StateOf(int version)
    {
        if (!IsSigned(version)) return AgreementState.Draft;
        if (Holder.Now == AgreementState.Ended || Employer.Now == AgreementState.Ended) return AgreementState.Ended;
        if (Unreadable) return AgreementState.Suspended;
        if (Holder.Now is not { } holder || Employer.Now is not { } employer) return AgreementState.Signed;

        return PartyStand.Strictness(holder) >= PartyStand.Strictness(employer) ? holder : employer;
    }

    /// <summary>The code of why this act can not be; none where it can.</summary>
    public string? Against(AgreementAct act) => act.What switch
    {
        AgreementAct.Signed when !Terms.TryGetValue(act.Version, out var terms) || terms != act.Detail => "terms",
        AgreementAct.Signed when !Offices.All.Contains(act.Subject) => "office",
        AgreementAct.Signed when Of(act.Party).Now == AgreementState.Ended => "ended",
        AgreementAct.Signed when Signatures.ContainsKey((act.Version, act.Party, act.Subject)) => "signed-already",
        // Four officers are four people: nobody signs a side into force alone.
        AgreementAct.Signed when Offices.All.Any(office => Signatures.TryGetValue((act.Version, act.Party, office), out var by) && by == act.By) => "signed-in-another-office",
        AgreementAct.Moved when !Of(act.Party).MayMoveTo(AgreementCodes.ToState(act.Detail)) => "standing",
        AgreementAct.Switched when act.Detail is not ("on" or "off") => "switch",
        AgreementAct.Signed or AgreementAct.Moved or AgreementAct.Switched => null,
        _ => "unknown",
    };

    /// <summary>With the act; one that can not be changes nothing.</summary>
    public AgreementCase With(AgreementAct act)
    {
        if (Against(act) is not null) return this;

        return act.What switch
        {
            AgreementAct.Signed => this with { Signatures = Signatures.Add((act.Version, act.Party, act.Subject), act.By) },
            AgreementAct.Switched => this with { On = act.Detail == "on" ? On.Add((act.Party, act.Subject)) : On.Remove((act.Party, act.Subject)) },
            _ when act.Party == Party.Holder => this with { Holder = Holder.MovedTo(AgreementCodes.ToState(act.Detail)) },
            _ => this with { Employer = Employer.MovedTo(AgreementCodes.ToState(act.Detail)) },
        };
    }
}
