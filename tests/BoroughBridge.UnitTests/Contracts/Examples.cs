using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Events;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Contracts.Streams;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary>One of everything, as it is on the wire. Ids are made from words, so that the files do not change from run to run; everyone is invented.</summary>
internal static class Examples
{
    private static readonly string Child = Id("child");
    private static readonly StaffRef Iro = new() { Issuer = "https://login.tower-hamlets.example", Subject = "iro.th1" };
    private static readonly DateTimeOffset Recorded = new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero);

    public static IReadOnlyList<IChildEvent> Events { get; } =
    [
        new AllocationAccepted { ChildRef = Child, AllocationId = Id("allocation"), By = "standing" },
        new AllocationDeclined { ChildRef = Child, AllocationId = Id("allocation"), Reason = "closed-to-new" },
        new AllocationProposed { ChildRef = Child, AllocationId = Id("allocation"), Iro = Iro, Employer = "tower-hamlets", Agreement = "ISL-TH-2026", From = new(2026, 12, 1), To = new(2027, 11, 30) },
        new CarePlanPublished { ChildRef = Child, CarePlanId = Id("care plan"), Version = 2, Status = "active", Kind = "care-plan", Date = new(2026, 11, 19), Labels = [] },
        new ChildBecameLookedAfter { ChildRef = Child, PeriodId = Id("period"), On = new(2026, 11, 2), LegalStatus = "C1" },
        new ChildCeasedToBeLookedAfter { ChildRef = Child, PeriodId = Id("period"), On = new(2027, 8, 31), Reason = "E4A" },
        new ChildIdentityChanged { ChildRef = Child, Version = 3, Labels = ["protected-address"] },
        new DocumentAvailable { ChildRef = Child, DocumentId = Id("document"), BinaryId = Id("binary"), Version = 1, Kind = "iro-record", Date = new(2026, 11, 18), Medium = "scan", Labels = ["third-party"], Pages = 3 },
        new DocumentWithdrawn { ChildRef = Child, DocumentId = Id("document"), Version = 2, Reason = "misfiled" },
        new IroAllocated { ChildRef = Child, AllocationId = Id("allocation"), Iro = Iro, Employer = "tower-hamlets", Agreement = "ISL-TH-2026", Basis = "s25B(4)", From = new(2026, 12, 1), To = new(2027, 11, 30), Permissions = ["court"] },
        new IroAllocationEnded { ChildRef = Child, AllocationId = Id("allocation"), LastDay = new(2027, 3, 31), Reason = "handover" },
        new ReviewHeld { ChildRef = Child, ReviewId = Id("review"), Version = 1, On = new(2026, 11, 18), Number = 1, Participation = "PN1", Labels = [] },
    ];

    /// <summary>An event on the wire: the first of its stream.</summary>
    public static StreamEntry Entry(IChildEvent data)
    {
        var stream = data is AllocationAccepted or AllocationDeclined ? StreamNames.ToHolder("islington") : StreamNames.FromHolder("islington");
        var made = StreamEntry.Following(stream, Id("epoch"), 1, StreamEntry.NoHash, data, Recorded) with { Id = Id($"event {data.GetType().Name}") };

        return made with { Streamhash = HashOf(made) };
    }

    public static AccessAssertion Assertion { get; } = new()
    {
        Iss = "routing",
        Aud = "islington",
        Jti = Id("jti"),
        Iat = 1795253400,
        Exp = 1795253430,
        Transaction = Id("transaction"),
        Purpose = "review-preparation",
        PurposeDefaulted = true,
        UserToken = "the-access-token-of-the-caller-as-she-sent-it",
        Things = [new() { ChildRef = Child, AllocationId = Id("allocation"), Type = "CarePlan", Id = Id("care plan") }, new() { ChildRef = Child, AllocationId = Id("allocation"), Type = "Binary", Id = Id("binary"), Page = 2 }],
    };

    public static ReadAnswer Answer { get; } = new()
    {
        Iss = "islington",
        Answers = Id("jti"),
        Transaction = Id("transaction"),
        Iat = 1795253401,
        LogIndex = 4711,
        Things =
        [
            new() { ChildRef = Child, Type = "CarePlan", Id = Id("care plan"), Version = 2, Variant = "full", ContentType = "application/fhir+json", Size = 2048, Sha256 = Sha("plan"), Chunks = [Sha("plan")] },
            new() { ChildRef = Child, Type = "Binary", Id = Id("binary"), Version = 1, Variant = "protected-address", Page = 2, ContentType = "image/png", Size = 70_000, Sha256 = Sha("page"), Chunks = [Sha("page 0"), Sha("page 1")] },
        ],
    };

    public static CarriedRequest Carried { get; } = new()
    {
        Iss = "routing",
        Aud = "tower-hamlets",
        Jti = Id("carried"),
        Iat = 1795253400,
        Exp = 1795253430,
        Method = "POST",
        Target = "/record/read",
        ContentType = "application/jose",
        Body = "the-assertion.as-compact.jws",
        ReplyTo = Id("inbox of routing"),
        ReplyKey = "an-invented-secret-of-thirty-two-bytes-1234",
        Window = 16,
    };

    /// <summary>Every example by the name of its file, and the record it is of.</summary>
    public static IReadOnlyDictionary<string, object> All { get; } = Build();

    private static Dictionary<string, object> Build()
    {
        var all = Events.ToDictionary(data => data.GetType().Name, data => (object)Entry(data));
        var first = Entry(Events.OfType<ChildBecameLookedAfter>().Single());
        all["AccessAssertion"] = Assertion;
        all["ReadAnswer"] = Answer;
        all["ReadAnswer.refused"] = Answer with { Things = [], Refused = "no-grant", LogIndex = 4712 };
        all["CarriedRequest"] = Carried;
        all["CarriedHead"] = new CarriedHead { Status = 200, ContentType = ReadAnswer.ContentType, Length = 74_321, Inbox = Id("inbox of tower-hamlets") };
        all["StreamEntry"] = first;
        all["StreamPage"] = new StreamPage { Stream = first.Source, Epoch = first.Streamepoch, Head = 1, HeadHash = first.Streamhash, Entries = [first] };
        all["StreamSnapshot"] = new StreamSnapshot { Stream = first.Source, Epoch = first.Streamepoch, Number = 1, Hash = first.Streamhash, Events = [new() { Type = first.Type, Time = first.Time, Data = first.Data }] };

        return all;
    }

    /// <summary>The hash by the words of its definition, apart from the code that makes it.</summary>
    public static string HashOf(StreamEntry entry)
    {
        var node = JsonSerializer.SerializeToNode(entry, Wire.Json)!.AsObject();
        node.Remove("streamhash");

        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Bytes<JsonNode>(node)));
    }

    private static string Id(string word) => Sha(word)[..Ids.Length];

    private static string Sha(string word) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word)));
}
