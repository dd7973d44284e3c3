using System.Data.Common;
using BoroughBridge.Storage;
using Dapper;

namespace BoroughBridge.Agreements;

/// <summary>The SQL of agreements.</summary>
public static class AgreementRows
{
    private const string Columns =
        """
        SELECT agreement_id, version, reference, holder, employer, bases, purposes, thresholds, from_day, to_day, approval, approval_expires, standing_acceptance,
          terms, told, state, capabilities, unreadable, recorded FROM agreements
        """;

    /// <summary>Part of a decision's one question: what is signed for the officers of <c>@authority</c>. Read as <see cref="AgreementRow"/>.</summary>
    public const string OfEmployer = Columns + " WHERE employer = @authority AND state <> 'draft';";

    /// <summary>All versions of all agreements.</summary>
    public static async Task<IReadOnlyList<AgreementRow>> AllAsync(DbConnection connection, DbTransaction? transaction = null) =>
        [.. await connection.QueryAsync<AgreementRow>(Columns + " ORDER BY reference, holder, version", transaction: transaction)];

    /// <summary>All that is signed for one employer's officers.</summary>
    public static async Task<IReadOnlyList<AgreementRow>> OfEmployerAsync(string authority, DbConnection connection, DbTransaction? transaction) =>
        [.. await connection.QueryAsync<AgreementRow>(OfEmployer, new { authority }, transaction)];

    /// <summary>The versions of one agreement, locked until the transaction ends.</summary>
    internal static async Task<IReadOnlyList<AgreementRow>> LockAsync(Database database, string agreementId, DbTransaction transaction) =>
        [.. await transaction.Connection!.QueryAsync<AgreementRow>(Columns + " WHERE agreement_id = @agreementId ORDER BY version" + database.ForUpdate, new { agreementId }, transaction)];

    public static async Task<IReadOnlyList<ActRow>> ActsAsync(string agreementId, DbConnection connection, DbTransaction? transaction = null) =>
        [.. await connection.QueryAsync<ActRow>(
            """
            SELECT agreement_id, revision, party, what, version, subject, detail, acted_by, at, recorded FROM agreement_acts
            WHERE agreement_id = @agreementId AND replaced = 0 ORDER BY revision
            """,
            new { agreementId }, transaction)];

    /// <summary>This side's own acts about a holder's agreements, as its stream has told them.</summary>
    public static async Task<IReadOnlyList<ActRow>> OwnActsAsync(string holder, DbConnection connection, DbTransaction? transaction) =>
        [.. await connection.QueryAsync<ActRow>(
            """
            SELECT agreement_id, revision, party, what, version, subject, detail, acted_by, at, recorded FROM agreement_acts
            WHERE origin = 'own' AND agreement_id IN (SELECT agreement_id FROM agreements WHERE holder = @holder) ORDER BY agreement_id, revision
            """,
            new { holder }, transaction)];

    internal static Task AddVersionAsync(AgreementRow row, DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        """
        INSERT INTO agreements (agreement_id, version, reference, holder, employer, bases, purposes, thresholds, from_day, to_day, approval, approval_expires,
          standing_acceptance, terms, told, state, capabilities, unreadable, recorded)
        VALUES (@AgreementId, @Version, @Reference, @Holder, @Employer, @Bases, @Purposes, @Thresholds, @FromDay, @ToDay, @Approval, @ApprovalExpires,
          @StandingAcceptance, @Terms, @Told, @State, @Capabilities, @Unreadable, @Recorded)
        """,
        row, transaction);

    internal static Task AddActAsync(string agreementId, AgreementAct act, DateTimeOffset at, DateTimeOffset recorded, string origin, DbTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO agreement_acts (agreement_id, revision, party, what, version, subject, detail, acted_by, at, recorded, origin)
            SELECT @agreementId, COALESCE(MAX(revision), 0) + 1, @party, @What, @Version, @Subject, @Detail, @By, @at, @recorded, @origin
            FROM agreement_acts WHERE agreement_id = @agreementId
            """,
            new { agreementId, party = act.Party.ToString(), act.What, act.Version, act.Subject, act.Detail, act.By, at, recorded, origin }, transaction);

    /// <summary>Marks what a side's stream told of a holder's agreements as told anew, and forgets what could not be read.</summary>
    internal static Task ForgetHeardAsync(string holder, DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        """
        UPDATE agreement_acts SET replaced = 1 WHERE origin = 'heard' AND agreement_id IN (SELECT agreement_id FROM agreements WHERE holder = @holder);
        UPDATE agreements SET unreadable = 0 WHERE holder = @holder
        """,
        new { holder }, transaction);

    internal static Task<int> MarkUnreadableAsync(string holder, string agreementId, DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        "UPDATE agreements SET unreadable = 1 WHERE agreement_id = @agreementId AND holder = @holder", new { agreementId, holder }, transaction);

    /// <summary>What all acts make of an agreement.</summary>
    public static AgreementCase CaseOf(IReadOnlyList<AgreementRow> versions, IReadOnlyList<ActRow> acts) => acts.Aggregate(
        new AgreementCase { Terms = versions.ToDictionary(row => row.Version, row => row.Terms), Unreadable = versions.Any(row => row.Unreadable) },
        (made, act) => made.With(act.ToAct()));

    /// <summary>Writes down what the acts make of each version now; returns it.</summary>
    internal static async Task<AgreementCase> JudgeAnewAsync(Database database, string agreementId, DbTransaction transaction)
    {
        var versions = await LockAsync(database, agreementId, transaction);
        var made = CaseOf(versions, await ActsAsync(agreementId, transaction.Connection!, transaction));
        foreach (var row in versions)
        {
            await transaction.Connection!.ExecuteAsync(
                "UPDATE agreements SET state = @state, capabilities = @capabilities WHERE agreement_id = @agreementId AND version = @Version",
                new { agreementId, row.Version, state = AgreementCodes.Of(made.StateOf(row.Version)), capabilities = string.Join(' ', made.Capabilities) }, transaction);
        }

        return made;
    }
}
