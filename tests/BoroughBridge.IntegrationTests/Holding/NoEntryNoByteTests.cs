using System.Data.Common;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Storage;
using BoroughBridge.Streams;
using Dapper;
using NUnit.Framework;
using static BoroughBridge.IntegrationTests.Holding.TestRecords;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>Where the entry cannot be made durable the answer is 503 and empty: not one byte, however it fails.</summary>
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Direct)]
[TestFixture(DatabaseKind.Sqlite, TransportProfile.Brokered)]
[TestFixture(DatabaseKind.Postgres, TransportProfile.Brokered)]
internal sealed class NoEntryNoByteTests(DatabaseKind kind, TransportProfile profile)
{
    private TestHolding holding = null!;
    private ThingAsked asked = null!;

    [SetUp]
    public async Task StartAsync()
    {
        holding = await TestHolding.StartAsync(kind, profile: profile);
        var childRef = await holding.Intake.PutPersonAsync(Wren(), default);
        asked = Asks("Patient", childRef, childRef, await holding.AllocateAsync(childRef));
        Assert.That((await holding.ReadAsync(holding.Assertion(asked))).Text(), Does.Contain("Ashdown"));
    }

    [TearDown]
    public async Task StopAsync() => await holding.DisposeAsync();

    [Test]
    public async Task With_the_logs_table_locked()
    {
        await using (var connection = await holding.Store.Database.OpenAsync(default))
        {
            await using var locked = await LockAsync(connection);
            await NothingAsync();
        }

        await AgainAsync();
    }

    [Test]
    public async Task With_the_logs_key_missing() => await WithoutAsync(holding.Options.Log.KeyFile);

    [Test]
    public async Task With_the_key_encryption_key_missing() => await WithoutAsync(holding.Options.KeyEncryptionKeyFile);

    [Test]
    public async Task With_the_signing_key_missing()
    {
        var own = Path.Combine(Path.GetTempPath(), "bb-sign-" + Contracts.Ids.New());
        File.Copy(holding.Options.Trust.SigningKeyFile, own);
        holding.Options.Trust.SigningKeyFile = own;
        await holding.RestartAsync();

        await WithoutAsync(own);
        File.Delete(own);
    }

    [Test]
    public async Task With_the_logs_table_gone()
    {
        await using var connection = await holding.Store.Database.OpenAsync(default);
        await connection.ExecuteAsync("ALTER TABLE log_entries RENAME TO elsewhere");

        await NothingAsync();
    }

    [Test]
    public async Task A_record_change_that_cannot_be_logged_is_not_made()
    {
        File.Move(holding.Options.Log.KeyFile, holding.Options.Log.KeyFile + ".away");

        Assert.That(() => holding.Intake.PutPlanAsync(asked.ChildRef), Throws.Exception);

        await using var connection = await holding.Store.Database.OpenAsync(default);
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM resources WHERE type = 'CarePlan'"), Is.Zero);
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM facts WHERE type = 'care-plan.published'"), Is.Zero);
    }

    private async Task WithoutAsync(string file)
    {
        File.Move(file, file + ".away");
        await Until.TrueAsync(async () => (await holding.ReadAsync(holding.Assertion(asked))).Status == 503, 5);
        await NothingAsync();

        File.Move(file + ".away", file);
        await AgainAsync();
    }

    private async Task NothingAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            var answer = await holding.ReadAsync(holding.Assertion(asked));
            Assert.That((answer.Status, answer.ContentBytes), Is.EqualTo((503, 0)));
        }
    }

    private Task AgainAsync() => Until.TrueAsync(async () => (await holding.ReadAsync(holding.Assertion(asked))).Refused is null, 10);

    private async Task<DbTransaction> LockAsync(DbConnection connection)
    {
        var transaction = kind == DatabaseKind.Postgres
            ? await connection.BeginTransactionAsync()
            : ((Microsoft.Data.Sqlite.SqliteConnection)connection).BeginTransaction(deferred: false);
        if (kind == DatabaseKind.Postgres) await connection.ExecuteAsync("LOCK TABLE log_entries IN ACCESS EXCLUSIVE MODE", transaction: transaction);

        return transaction;
    }
}
