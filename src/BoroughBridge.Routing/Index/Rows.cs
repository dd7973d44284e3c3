using BoroughBridge.Storage;

namespace BoroughBridge.Routing.Index;

/// <summary>What the two databases write differently.</summary>
internal static class Rows
{
    /// <summary>The right side of a comparison with any item of an array parameter. PostgreSQL takes the array whole, so one prepared statement serves any length.</summary>
    public static string AnyOf(Database database, string parameter) => database.Kind == DatabaseKind.Postgres ? $"= ANY(@{parameter})" : $"IN @{parameter}";

    /// <summary>
    /// The same for values that are most often one, with the parameter's value. One is looked for by equality: of an array PostgreSQL expects ten, and reads a
    /// small table from end to end for them.
    /// </summary>
    public static (string Sql, object Value) AnyOf(Database database, string parameter, string[] values) =>
        values is [var one] ? ($"= @{parameter}", one) : (AnyOf(database, parameter), values);
}
