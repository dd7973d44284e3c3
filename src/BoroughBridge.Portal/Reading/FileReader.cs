using BoroughBridge.Access;
using BoroughBridge.Fhir;
using BoroughBridge.Portal.SignIn;
using BoroughBridge.Routing.Index;
using BoroughBridge.Routing.Read;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Portal.Reading;

/// <summary>What a page gets when it reads a resource: the resource, or not found, or that it cannot be shown now.</summary>
public sealed record Reading<T>(T? Resource, bool Unavailable = false)
    where T : Resource;

/// <summary>The portal's reads, all of them by routing's own access path under the signed-in person's token.</summary>
public sealed class FileReader(ReadPath reads, CaseList cases, IHttpContextAccessor http)
{
    private const int MostResourceBytes = 1 << 20;

    public Task<IReadOnlyList<AllocatedChild>> ChildrenAsync(CancellationToken ct) => cases.ChildrenAsync(Context(), ct);

    public Task<IReadOnlyList<IndexLine>?> FileAsync(string childRef, CancellationToken ct) => cases.FileAsync(Context(), childRef, ct);

    public async Task<Reading<T>> ReadAsync<T>(string type, string id, CancellationToken ct)
        where T : Resource
    {
        var (found, unavailable) = await ReadManyAsync<T>([new Wanted(type, id)], ct);

        return new(found.Values.SingleOrDefault(), unavailable);
    }

    /// <summary>The patients of many children, by child reference; asked of each holder once. Children whose holder cannot answer are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Patient>> PatientsAsync(IEnumerable<AllocatedChild> children, CancellationToken ct)
    {
        var answers = await Task.WhenAll(children.GroupBy(child => child.Holder).SelectMany(group => group.Chunk(100))
            .Select(group => ReadManyAsync<Patient>([.. group.Select(child => new Wanted("Patient", child.ChildRef))], ct)));

        return answers.SelectMany(answer => answer.Found).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    /// <summary>Opens a document's bytes, or one page of it.</summary>
    public Task<ReadOutcome> OpenAsync(string binaryId, int? page, CancellationToken ct) => reads.ReadAsync(Context(), [new Wanted("Binary", binaryId, page)], ct);

    private async Task<(Dictionary<string, T> Found, bool Unavailable)> ReadManyAsync<T>(IReadOnlyList<Wanted> wanted, CancellationToken ct)
        where T : Resource
    {
        var outcome = await reads.ReadAsync(Context(), wanted, ct);
        if (outcome is not ReadOutcome.Disclosed disclosed) return ([], outcome is ReadOutcome.Unavailable);

        await using var bodies = disclosed.Bodies;
        var found = new Dictionary<string, T>();
        foreach (var thing in disclosed.Things)
        {
            if (thing.Size > MostResourceBytes) return ([], true);
            using var bytes = new MemoryStream((int)thing.Size);
            await bodies.CopyNextAsync(bytes, ct);
            found[thing.Id] = FhirJson.ParseTolerant<T>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }

        return (found, false);
    }

    private ReadContext Context()
    {
        var context = http.HttpContext ?? throw new InvalidOperationException("no request");
        var caller = TokenStillGood.Of(context) ?? throw new InvalidOperationException("not signed in");

        return new()
        {
            User = caller.User,
            Token = caller.Token,
            Limits = caller.Limits,
            Purpose = Purposes.Default,
            PurposeDefaulted = true,
            RemoteAddress = context.Connection.RemoteIpAddress?.ToString(),
            Path = caller.Limits is null ? "portal" : "viewer",
        };
    }
}
