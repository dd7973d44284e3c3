// Promise: nothing is read on an assertion that is unsigned, by another key, for another holder, out of its thirty seconds, or that asks for no thing by its id.
using BoroughBridge.Access;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust;

namespace BoroughBridge.Holding.Read;

/// <summary>Verifies routing's assertion; whether it was used before is the ledger's to say.</summary>
internal sealed class AssertionCheck(TrustBundle trust, HoldingOptions options, TimeProvider clock)
{
    /// <summary>Most bytes of an assertion: a hundred things and a token.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>Seconds the parts' clocks may stand apart.</summary>
    public const int Skew = 2;

    private const string Routing = "routing";
    private const int MostPage = 100_000;
    private static readonly HashSet<string> Types =
    [
        "Patient", "CarePlan", "DocumentReference", "Binary", "Encounter", "EpisodeOfCare", "Observation", "Flag", "RelatedPerson", "Task", "Appointment",
        "Composition", "Communication", "Goal", "List", "Provenance", "CareTeam", "Questionnaire", "QuestionnaireResponse",
    ];

    /// <summary>The assertion, or a code that says why not.</summary>
    public (AccessAssertion? Assertion, string Failure) Check(string jws)
    {
        if (!trust.VerifierFor(Routing).TryVerify<AccessAssertion>(jws, AccessAssertion.Typ, out var assertion, out var failure)) return (null, "assertion-" + failure);
        if (assertion.Iss != Routing) return (null, "assertion-issuer");
        if (assertion.Aud != options.Authority) return (null, "assertion-audience");
        if (!Ids.IsId(assertion.Jti) || !Ids.IsId(assertion.Transaction)) return (null, "assertion-ids");

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (assertion.Exp <= assertion.Iat || assertion.Exp - assertion.Iat > AccessAssertion.LifetimeSeconds) return (null, "assertion-lifetime");
        if (assertion.Iat > now + Skew) return (null, "assertion-early");
        if (assertion.Exp <= now - Skew) return (null, "assertion-expired");
        if (!Purposes.All.Contains(assertion.Purpose)) return (null, "assertion-purpose");
        if (assertion.Things.Count is 0 or > AccessAssertion.MostThings || !assertion.Things.All(IsWellFormed)) return (null, "assertion-things");

        return (assertion, "");
    }

    private static bool IsWellFormed(ThingAsked thing) =>
        Ids.IsId(thing.ChildRef) && Ids.IsId(thing.AllocationId) && Ids.IsId(thing.Id) && Types.Contains(thing.Type) && thing.Page is null or (>= 1 and <= MostPage);
}
