using System.Text.Json;

namespace BoroughBridge.Host.Operating;

/// <summary>Puts files into a holding's paper intake: each whole and durable there before it is taken, or not there at all.</summary>
internal static class PaperDrop
{
    /// <summary>What was submitted, in order: <c>file</c> and the adapter's <c>fileId</c>.</summary>
    public static async Task<IReadOnlyList<SubmittedFile>> SubmitAsync(OperatorSocket holder, IEnumerable<string> paths, CancellationToken ct)
    {
        var submitted = new List<SubmittedFile>();
        foreach (var path in paths)
        {
            await using var file = Open(path);
            submitted.Add(new(path, await SubmitAsync(holder, Path.GetFileName(path), file, ct)));
        }

        return submitted;
    }

    public static async Task<string> SubmitAsync(OperatorSocket holder, string name, Stream bytes, CancellationToken ct)
    {
        using var content = new StreamContent(bytes);
        var answer = await holder.PostAsync<JsonElement>($"operator/paper/submit?name={Uri.EscapeDataString(name)}", content, ct);

        return answer.GetProperty("fileId").GetString()!;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException(ExitCodes.Unavailable, $"{path} cannot be read");
        }
    }
}

/// <summary>A file the paper adapter has taken.</summary>
internal sealed record SubmittedFile(string File, string FileId);
