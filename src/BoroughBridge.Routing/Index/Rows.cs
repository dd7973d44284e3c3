using BoroughBridge.Storage;

namespace BoroughBridge.Routing.Index;

/// <summary>What the two databases write differently.</summary>
internal static class Rows
{
    /// <summary>The right side of a comparison with any item of an array parameter. PostgreSQL takes the array whole, so one prepared statement serves any length.</summary>
    public static string AnyOf(Database database, string parameter) => database.Kind == DatabaseKind.Postgres ? $"= ANY(@{parameter})" : $"IN @{parameter}";
}
