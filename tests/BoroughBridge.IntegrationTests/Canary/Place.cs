using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Canary;

/// <summary>Who keeps a place.</summary>
internal enum Side
{
    /// <summary>Not the holder: nothing of the child may be there, whatever anybody said.</summary>
    Outside,

    /// <summary>The broker, which has what was published to it.</summary>
    Broker,

    /// <summary>The holder's own store: sealed, but for the case system's numbers.</summary>
    Holder,
}

/// <summary>
/// A place where nothing of her may be. How it is searched; a text that is there in an honest run (none where there may be nothing), so that the search is seen to
/// see; and, where a place can be written to from outside, how a piece is put there, to be found, and taken away again.
/// </summary>
internal sealed record Place(string Name, Func<Hunt, Task> SearchAsync, string? Known)
{
    public Side Side { get; init; }

    /// <summary>Whether it is routing's or the broker's, or what a holder tells them: a child nobody is proposed for is not there, not even by reference.</summary>
    public bool Elsewhere { get; init; }

    /// <summary>Whether the reference of every child who has been told of is there.</summary>
    public bool Tells { get; init; }

    /// <summary>Puts a text there, until disposed.</summary>
    public Func<string, Task<IAsyncDisposable>>? PlantAsync { get; init; }

    /// <summary>Fails unless the search finds the text that is there, and a planted piece of her.</summary>
    public async Task SeesAsync(IReadOnlyList<string> pieces)
    {
        Assert.That(Known is null && PlantAsync is null, Is.False, $"{Name}: nothing shows that its search sees");
        if (Known is not null)
        {
            var known = new Hunt([Known]);
            await SearchAsync(known);
            Assert.That(known.Found, Is.Not.Empty, $"{Name} was searched and what is known to be there was not found: {known.Searched} bytes");
        }

        if (PlantAsync is null) return;

        await using var planted = await PlantAsync($"before{pieces[0]}after");
        var hunt = new Hunt(pieces);
        await SearchAsync(hunt);
        Assert.That(hunt.Found, Is.Not.Empty, $"{Name}: a piece that was put there was not found");
    }

    /// <summary>A folder, every file of it.</summary>
    public static Place Folder(string name, string folder, string? known) => new(name, hunt => Done(() => hunt.InFiles(folder)), known)
    {
        PlantAsync = async text =>
        {
            var file = Path.Combine(folder, "planted.txt");
            await File.WriteAllTextAsync(file, text);

            return new Undone(() => Done(() => File.Delete(file)));
        },
    };

    /// <summary>Texts that were collected.</summary>
    public static Place Texts(string name, Func<IEnumerable<string>> texts, string known) => new(name, hunt => Done(() =>
    {
        foreach (var text in texts()) hunt.In(name, text);
    }), known);

    private static Task Done(Action act)
    {
        act();

        return Task.CompletedTask;
    }

    internal sealed class Undone(Func<Task> undo) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await undo();
    }
}
