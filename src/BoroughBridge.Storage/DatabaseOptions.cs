using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Storage;

/// <summary>Where a role keeps its data: a section <c>Database</c> of routing and of each holding, never shared between them.</summary>
public sealed class DatabaseOptions : IValidatableObject
{
    public DatabaseKind Kind { get; set; }

    /// <summary>Path of the SQLite file.</summary>
    public string? File { get; set; }

    /// <summary>
    /// PostgreSQL connection string, without a password where <c>PGPASSFILE</c> gives it. To the server itself: prepared statements and a start-up option
    /// (<c>plan_cache_mode</c>) do not pass a pooler that shares sessions.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Seconds before a statement is given up.</summary>
    [Range(1, 60)]
    public int CommandTimeoutSeconds { get; set; } = 5;

    /// <summary>Most PostgreSQL connections held at once; more than a few a core only queue elsewhere.</summary>
    [Range(2, 200)]
    public int MostConnections { get; set; } = 16;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind == DatabaseKind.Sqlite && string.IsNullOrWhiteSpace(File)) yield return new("File is required for sqlite", [nameof(File)]);
        if (Kind == DatabaseKind.Postgres && string.IsNullOrWhiteSpace(ConnectionString)) yield return new("ConnectionString is required for postgres", [nameof(ConnectionString)]);
    }
}
