// Promise: what a holder says here can only deny, only what is its own, and from the next decision on.
using System.Data.Common;
using BoroughBridge.Contracts;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Contracts.Streams;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Routing.Index;

/// <summary>The unordered channel beside the holders' streams: access that ends is refused here without waiting its turn in the stream.</summary>
internal sealed class QuickDenials(Database database, TimeProvider clock)
{
    /// <summary>Most bytes of one.</summary>
    public const int MostBytes = 4096;

    /// <summary>Takes a denial of a holder; false where it is none. One about an agreement that comes after the stream has told as much changes nothing.</summary>
    public async Task<bool> TakeAsync(string holder, QuickDenial denial, CancellationToken ct)
    {
        if (ContractRules.FirstFault(denial) is not null || (denial.Kind == "person") != (denial.Staff is not null) || (denial.Epoch is null) != (denial.Number is null)) return false;
        await database.InTransactionAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                """
                INSERT INTO quick_denials (holder, kind, id, issuer, subject, epoch, number, recorded) SELECT @holder, @Kind, @Id, @issuer, @subject, @Epoch, @Number, @now
                WHERE NOT EXISTS (SELECT 1 FROM stream_position p WHERE p.stream = @stream AND @Kind = 'agreement' AND p.epoch = @Epoch AND p.number >= @Number)
                ON CONFLICT (holder, kind, id, issuer, subject) DO UPDATE SET epoch = excluded.epoch, number = excluded.number, recorded = excluded.recorded
                """,
                new { holder, stream = StreamNames.FromHolder(holder), denial.Kind, denial.Id, issuer = denial.Staff?.Issuer ?? "", subject = denial.Staff?.Subject ?? "", denial.Epoch, denial.Number, now = clock.GetUtcNow() }, transaction),
            ct);

        return true;
    }

    /// <summary>The stream has told what was said here about an agreement: from now on it is judged by the stream, which may open it again.</summary>
    public static Task CaughtUpAsync(string holder, string agreementId, string epoch, long number, DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        "DELETE FROM quick_denials WHERE holder = @holder AND kind = 'agreement' AND id = @agreementId AND (epoch <> @epoch OR number <= @number)",
        new { holder, agreementId, epoch, number }, transaction);

    /// <summary>The same where everything was taken by a snapshot. An ended allocation never opens again, and a person is denied until the holder's desk lifts it.</summary>
    public static Task CaughtUpAsync(string holder, string epoch, long number, DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        "DELETE FROM quick_denials WHERE holder = @holder AND kind = 'agreement' AND (epoch <> @epoch OR number <= @number)",
        new { holder, epoch, number }, transaction);
}
