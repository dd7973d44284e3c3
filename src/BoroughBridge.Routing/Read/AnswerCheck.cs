using System.Buffers;
using System.Text.RegularExpressions;
using BoroughBridge.Access;
using BoroughBridge.Contracts.Record;

namespace BoroughBridge.Routing.Read;

/// <summary>Whether a verified header is the answer to what was asked, and no other.</summary>
internal static partial class AnswerCheck
{
    private const long MostBytes = 4L << 30;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Code of what is wrong with the header; none where it is the answer to this assertion.</summary>
    public static string? Fault(ReadAnswer answer, AccessAssertion asked, DateTimeOffset now)
    {
        if (answer.Iss != asked.Aud) return "answer-iss";
        if (answer.Answers != asked.Jti) return "answer-jti";
        if (answer.Transaction != asked.Transaction) return "answer-transaction";
        if (Math.Abs(now.ToUnixTimeSeconds() - answer.Iat) > AccessAssertion.LifetimeSeconds) return "answer-stale";
        if (answer.Refused is not null) return answer.Things.Count == 0 ? null : "answer-things";
        if (answer.Things.Count == 0) return "answer-things";

        // The holder may leave out what it refuses; what it gives is what was asked for, in that order, each once.
        var next = 0;
        foreach (var thing in answer.Things)
        {
            while (next < asked.Things.Count && !Names(thing, asked.Things[next])) next++;
            if (next == asked.Things.Count) return "answer-things";
            if (thing.ChildRef != asked.Things[next++].ChildRef) return "answer-child";
            if (!IsWhole(thing)) return "answer-manifest";
        }

        return null;
    }

    /// <summary>Whether the holder gave the whole of something that routing decided to give only without what a label protects.</summary>
    public static bool GivesMore(IReadOnlyList<ThingDisclosed> given, IReadOnlyList<DecidedThing> decided) => given.Any(thing =>
        thing.Variant == Labels.Variant([])
        && decided.First(one => one.Wanted.Type == thing.Type && one.Wanted.Id == thing.Id && one.Wanted.Page == thing.Page).Decision.Redact.Count > 0);

    private static bool Names(ThingDisclosed thing, ThingAsked asked) => thing.Type == asked.Type && thing.Id == asked.Id && thing.Page == asked.Page;

    private static bool IsWhole(ThingDisclosed thing) =>
        thing is { Version: >= 1, Size: >= 0 and <= MostBytes }
        && thing.Chunks.Count == (thing.Size + Renditions.ChunkSize - 1) / Renditions.ChunkSize
        && IsHash(thing.Sha256) && thing.Chunks.All(IsHash)
        && MediaType.IsMatch(thing.ContentType) && Variant.IsMatch(thing.Variant);

    private static bool IsHash(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept(Hex);

    [GeneratedRegex(@"\A[a-z]+/[A-Za-z0-9.+_-]{1,80}(; ?charset=[A-Za-z0-9-]{1,20})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex MediaType { get; }

    [GeneratedRegex(@"\A[a-z0-9+-]{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Variant { get; }
}
