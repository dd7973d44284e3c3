using BoroughBridge.Access;
using BoroughBridge.Storage;

namespace BoroughBridge.Agreements;

/// <summary>
/// Agreements the demonstration starts with, as its configuration names them: as if all had signed. The executable takes them in the demonstration alone;
/// one that the book has already is left as it stands.
/// </summary>
public static class AgreementSeeds
{
    private const string By = "configuration";

    public static Task PlantAsync(IReadOnlyList<AgreementOptions> seeds, Database database, TimeProvider clock, CancellationToken ct) =>
        seeds.Count == 0 ? Task.CompletedTask : database.InTransactionAsync(
            async transaction =>
            {
                foreach (var seed in seeds)
                {
                    var id = AgreementCodes.IdOf(seed.Holder, seed.Reference);
                    if ((await AgreementRows.LockAsync(database, id, transaction)).Count > 0) continue;

                    var now = clock.GetUtcNow();
                    await AgreementRows.AddVersionAsync(Row(seed, id, now), transaction);
                    foreach (var act in Acts(seed)) await AgreementRows.AddActAsync(id, act, now, now, "seeded", transaction);
                    await AgreementRows.JudgeAnewAsync(database, id, transaction);
                }
            },
            ct);

    private static AgreementRow Row(AgreementOptions seed, string id, DateTimeOffset now) => new()
    {
        AgreementId = id,
        Version = seed.Version,
        Reference = seed.Reference,
        Holder = seed.Holder,
        Employer = seed.Employer,
        Bases = seed.Basis,
        Purposes = string.Join(' ', seed.Purposes),
        Thresholds = $"{AgreementCodes.CaseloadLeast}=50 {AgreementCodes.CaseloadMost}=70",
        FromDay = seed.From ?? DateOnly.MaxValue,
        ToDay = seed.To,
        StandingAcceptance = seed.StandingAcceptance,
        Terms = By,
        State = AgreementCodes.Of(AgreementState.Draft),
        Capabilities = "",
        Unreadable = false,
        Recorded = now,
    };

    private static IEnumerable<AgreementAct> Acts(AgreementOptions seed)
    {
        if (seed.State == AgreementState.Draft) yield break;
        foreach (var party in Enum.GetValues<Party>())
        {
            foreach (var office in Offices.All) yield return new(party, AgreementAct.Signed, seed.Version, office, By, $"{By} {office}");
            foreach (var capability in seed.Capabilities) yield return new(party, AgreementAct.Switched, 0, capability, "on", By);
            if (seed.State == AgreementState.Signed) continue;
            yield return new(party, AgreementAct.Moved, 0, "", AgreementCodes.Of(AgreementState.Open), By);
            if (seed.State != AgreementState.Open) yield return new(party, AgreementAct.Moved, 0, "", AgreementCodes.Of(seed.State), By);
        }
    }
}
