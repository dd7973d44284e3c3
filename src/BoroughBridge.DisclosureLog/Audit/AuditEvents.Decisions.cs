using System.Text.Json.Nodes;
using static BoroughBridge.DisclosureLog.Audit.AuditCodes;

namespace BoroughBridge.DisclosureLog.Audit;

public static partial class AuditEvents
{
    /// <summary>
    /// A permit or a refusal: BALP AuthZconsent. The profile's entities are closed (patient, consent, token), so the things asked for, the
    /// transaction and the rules' version stand as details of the consent.
    /// </summary>
    public static LogEntry Decision(AuditContext context, AuditDecision decision)
    {
        var made = Event(
            "AuthZconsent", Coding(Dicom, "110113"), [Coding(BalpAuthorisation, "AuthZ-Consent")], "E", context.At,
            decision.Permitted ? Success : SeriousFailure, decision.Permitted ? null : decision.Reason, context.Part, SecurityServer);
        made["agent"] = new JsonArray(
            Agent(Coding(Dicom, "110150"), Identified($"{Ours}/part", "caller"), requestor: false, Network(context.RemoteAddress)),
            User(context.User, "IRCP", Purpose(context.Purpose, context.PurposeDefaulted)),
            Agent(Coding(RoleClass, "PROV"), Identified($"{Ours}/authority", context.User.Authority), requestor: false),
            Agent(Coding(SecurityRole, "authserver"), Part(context.Part), requestor: false));

        var details = new JsonArray(
            Detail("transaction", context.Transaction), Detail("reason", decision.Reason), Detail("policy-version", decision.PolicyVersion));
        if (decision.Agreement is { } agreement) details.Add(Detail("agreement", agreement));
        foreach (var thing in decision.Things) details.Add(Detail("thing", thing.Reference));
        var entities = new JsonArray(
            Patient(decision.ChildRef),
            new JsonObject
            {
                ["type"] = Coding(ResourceTypes, "Consent"),
                ["what"] = decision.AllocationId is { } allocation
                    ? new JsonObject { ["reference"] = $"Consent/{allocation}" }
                    : new JsonObject { ["type"] = "Consent", ["display"] = "none" },
                ["detail"] = details,
            });
        if (context.User.TokenId is { } token)
        {
            entities.Add(new JsonObject
            {
                ["type"] = Coding(BalpUserAgent, "UserOauthAgent"),
                ["what"] = Identified(context.User.Issuer, token),
            });
        }

        made["entity"] = entities;

        return Entry(context, LogKinds.Decision, decision.ChildRef, decision.Permitted ? "permit" : "refuse", made);
    }
}
