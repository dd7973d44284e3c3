using System.Text;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Fhir;
using BoroughBridge.Holding.Records;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>An invented child and her papers, put as an adapter puts them.</summary>
internal static class TestRecords
{
    public const string Street = "17 Quillfeather Rise";

    public static Person Wren(string id = "P-1", params string[] labels) => new()
    {
        IcsPersonId = id,
        LaChildId = "L-" + id,
        Given = "Wren",
        Family = "Ashdown",
        AlsoKnownAs = ["Jenny Wren"],
        DateOfBirth = new(2014, 3, 2),
        Sex = "female",
        NhsNumber = "9990000018",
        Address = [Street, "London N1 9ZZ"],
        Labels = labels,
    };

    public static async Task<(string Id, PutOutcome Outcome)> PutPlanAsync(
        this RecordIntake intake, string childRef, string key = "plan-1", string text = "Remain with foster carers", IReadOnlyList<string>? labels = null)
    {
        var id = await intake.IdForAsync("ics", "CarePlan", key, default);
        var put = PlanPut(childRef, id, key, text, labels ?? []);

        return (id, await intake.PutAsync(put, default));
    }

    public static RecordPut PlanPut(string childRef, string id, string key, string text, IReadOnlyList<string> labels) => new()
    {
        Source = "ics",
        SourceKey = key,
        ChildRef = childRef,
        Id = id,
        Type = "CarePlan",
        Kind = "care-plan",
        Date = new(2026, 5, 1),
        Labels = labels,
        Resource = new CarePlan
        {
            Id = id,
            Status = "active",
            Intent = "plan",
            Title = "Care plan",
            Description = text,
            Subject = Reference.For("Patient", childRef),
            Category = [new() { Coding = [CodeSystems.CarePlanCategory.Coding("care-plan")] }],
        },
        Tell = version => [new CarePlanPublished { ChildRef = childRef, CarePlanId = id, Version = version, Status = "active", Kind = "care-plan", Date = new(2026, 5, 1), Labels = labels }],
    };

    public static async Task<(string Id, string BinaryId, PutOutcome Outcome)> PutDocumentAsync(
        this RecordIntake intake, string childRef, byte[] bytes, IReadOnlyList<byte[]>? pages = null, string key = "doc-1", IReadOnlyList<string>? labels = null)
    {
        var id = await intake.IdForAsync("paper", "DocumentReference", key, default);
        var binaryId = await intake.IdForAsync("paper", "Binary", key, default);
        var put = new RecordPut
        {
            Source = "paper",
            SourceKey = key,
            ChildRef = childRef,
            Id = id,
            Type = "DocumentReference",
            Kind = "review-record",
            Date = new(2026, 5, 1),
            Labels = labels ?? [],
            Resource = new DocumentReference
            {
                Id = id,
                Status = "current",
                Subject = Reference.For("Patient", childRef),
                Content = [new() { Attachment = new() { ContentType = "application/pdf", Url = "Binary/" + binaryId, Title = "Review record" } }],
            },
            Tell = version =>
            [
                new DocumentAvailable
                {
                    ChildRef = childRef, DocumentId = id, BinaryId = binaryId, Version = version, Kind = "review-record", Date = new(2026, 5, 1), Medium = "scan", Labels = labels ?? [],
                },
            ],
        };
        var outcome = await intake.PutDocumentAsync(
            put, new() { BinaryId = binaryId, ContentType = "application/pdf", Bytes = bytes, Pages = [.. (pages ?? []).Select(page => new PageImage("image/png", page))] }, default);

        return (id, binaryId, outcome);
    }

    public static ThingAsked Asks(string type, string id, string childRef, string allocationId, int? page = null) =>
        new() { Type = type, Id = id, ChildRef = childRef, AllocationId = allocationId, Page = page };

    /// <summary>Bytes that no two chunks share, of any size.</summary>
    public static byte[] Bytes(int size, string seed = "x")
    {
        var bytes = new byte[size];
        for (var at = 0; at < size; at += 32)
            System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}{at}")).AsSpan(0, Math.Min(32, size - at)).CopyTo(bytes.AsSpan(at));

        return bytes;
    }
}
