namespace BoroughBridge.Adapters.Electronic.Import;

/// <summary>How the last look at the ICS went, in this process.</summary>
internal sealed class ImportStatus(TimeProvider clock)
{
    private readonly Lock gate = new();

    public DateTimeOffset? LastSuccess { get; private set; }

    /// <summary>Code of what is wrong now; none where nothing is.</summary>
    public string? Failure { get; private set; }

    public long Polls { get; private set; }

    /// <summary>True where it had failed before.</summary>
    public bool Succeeded()
    {
        lock (gate)
        {
            var wasAway = Failure is not null;
            (LastSuccess, Failure, Polls) = (clock.GetUtcNow(), null, Polls + 1);

            return wasAway;
        }
    }

    /// <summary>True where this is news.</summary>
    public bool Failed(string code)
    {
        lock (gate)
        {
            var news = Failure != code;
            (Failure, Polls) = (code, Polls + 1);

            return news;
        }
    }
}
