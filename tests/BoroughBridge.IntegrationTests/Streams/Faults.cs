using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.IntegrationTests.Streams;

/// <summary>Makes statements on a table fail one time in twelve, in the database itself, before they do anything.</summary>
internal static class Faults
{
    public static Task PlantAsync(Database database, params string[] tables) => EachAsync(database, tables, table => database.Kind == DatabaseKind.Sqlite
        ? string.Concat(new[] { "INSERT", "UPDATE", "DELETE" }.Select(act =>
            $"CREATE TRIGGER fault_{table}_{act} BEFORE {act} ON {table} WHEN abs(random()) % 12 = 0 BEGIN SELECT RAISE(ABORT, 'planted'); END;"))
        : $"""
           CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF random() < 1.0 / 12 THEN RAISE EXCEPTION USING ERRCODE = ''58030''; END IF; RETURN NULL; END';
           CREATE TRIGGER fault BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION fault()
           """);

    public static Task PullOutAsync(Database database, params string[] tables) => EachAsync(database, tables, table => database.Kind == DatabaseKind.Sqlite
        ? string.Concat(new[] { "INSERT", "UPDATE", "DELETE" }.Select(act => $"DROP TRIGGER fault_{table}_{act};"))
        : $"DROP TRIGGER fault ON {table}");

    private static Task EachAsync(Database database, string[] tables, Func<string, string> sql) => database.InTransactionAsync(
        async transaction =>
        {
            foreach (var table in tables) await transaction.Connection!.ExecuteAsync(sql(table), transaction: transaction);
        },
        default);
}
