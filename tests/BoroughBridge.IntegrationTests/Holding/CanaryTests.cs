using BoroughBridge.Contracts.Record;
using BoroughBridge.Storage;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>One invented child down every path of the holding; then nothing of her in any log line, at any level, in stream, snapshot, metrics or error body.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class CanaryTests(DatabaseKind kind)
{
    private static readonly string[] Pieces = ["Wren", "Ashdown", "Quillfeather", "N1 9ZZ", "9990000018", "2014-03-02", "Jenny", "P-1", "L-P-1", "secret narrative"];

    [Test]
    public async Task Nothing_of_her_is_said_outside_the_answer_to_an_authorised_read()
    {
        await using var holding = await TestHolding.StartAsync(kind);
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        var (plan, _) = await holding.Intake.PutPlanAsync(childRef, text: "secret narrative of Wren Ashdown");
        var (document, binary, _) = await holding.Intake.PutDocumentAsync(childRef, "secret narrative of Wren Ashdown"u8.ToArray());
        var grant = await holding.AllocateAsync(childRef);
        using var csv = await holding.Operator.PostAsync("operator/children", new StringContent("ics_person_id,given,family,date_of_birth\nP-1,Wren,Ashdown,02/03/2014\n", null, "text/csv"));
        Assert.That((await holding.ReadAsync(holding.Assertion(Asks("CarePlan", plan, childRef, grant), Asks("Patient", childRef, childRef, grant), Asks("Binary", binary, childRef, grant)))).Text(), Does.Contain("secret narrative"));
        await holding.ReadAsync(TestHolding.Assertion(holding.Issuer.Token("iro.th2"), Asks("CarePlan", plan, childRef, grant)));
        await FailAsync(holding, Asks("Patient", childRef, childRef, grant));
        await holding.Intake.WithdrawAsync(document, "misfiled", default);
        Assert.That(() => holding.Intake.PutAsync(PlanPut(childRef, plan, "P-1", "secret narrative", []) with { Type = "Encounter" }, default), Throws.Exception);

        var said = new List<string>(holding.Heard.Lines) { await csv.Content.ReadAsStringAsync() };
        said.Add(await holding.Http.GetStringAsync("/metrics"));
        foreach (var path in (string[])["/record/stream?from=1", "/record/snapshot"]) said.Add(await (await holding.RecordGetAsync(path)).Content.ReadAsStringAsync());
        said.AddRange((await holding.LogAsync()).Select(entry => entry.ToString()));

        foreach (var piece in Pieces) Assert.That(said.Where(line => line.Contains(piece, StringComparison.OrdinalIgnoreCase)), Is.Empty, piece);
        Assert.That(said, Has.Count.GreaterThan(20));
    }

    private static async Task FailAsync(TestHolding holding, ThingAsked asked)
    {
        File.Move(holding.Options.Log.KeyFile, holding.Options.Log.KeyFile + ".away");
        Assert.That((await holding.ReadAsync(holding.Assertion(asked))).Status, Is.EqualTo(503));
        File.Move(holding.Options.Log.KeyFile + ".away", holding.Options.Log.KeyFile);
    }
}
