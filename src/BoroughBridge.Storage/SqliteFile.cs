using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BoroughBridge.Storage;

/// <summary>
/// One SQLite file. Its connections are pooled; what SQLite keeps per connection is set once for each, when it is first seen. Between
/// processes the file's own lock is waited for (<c>busy_timeout</c>); in this process writing transactions queue at <see cref="Writer"/>.
/// </summary>
internal sealed partial class SqliteFile : IDisposable
{
    private const int FileControlHasMoved = 20; // SQLITE_FCNTL_HAS_MOVED
    private readonly ConditionalWeakTable<sqlite3, object> prepared = [];
    private readonly string connectionString;
    private readonly int busyMilliseconds;

    public SqliteFile(DatabaseOptions options)
    {
        busyMilliseconds = options.CommandTimeoutSeconds * 1000;
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = options.File,
            DefaultTimeout = options.CommandTimeoutSeconds,
            Pooling = true,
        }.ToString();
    }

    /// <summary>Held by the one writing transaction of this process.</summary>
    public SemaphoreSlim Writer { get; } = new(1);

    public async Task<SqliteConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(ct);
            if (!prepared.TryGetValue(connection.Handle!, out _))
            {
                await connection.ExecuteAsync(
                    $"PRAGMA busy_timeout={busyMilliseconds}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
                prepared.AddOrUpdate(connection.Handle!, this);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the file the connection has open is the one that stands under its name, and what is committed goes to a log beside it that has a name.</summary>
    public static unsafe bool IsInPlace(SqliteConnection connection)
    {
        var moved = 1;
        var told = sqlite3_file_control(connection.Handle!.DangerousGetHandle(), 0, FileControlHasMoved, &moved);

        return told == raw.SQLITE_OK && moved == 0 && File.Exists(connection.DataSource + "-wal");
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    [LibraryImport("e_sqlite3")]
    private static unsafe partial int sqlite3_file_control(nint database, nint name, int operation, int* value);

    public void Dispose()
    {
        using (var connection = new SqliteConnection(connectionString)) SqliteConnection.ClearPool(connection);
        Writer.Dispose();
    }
}
