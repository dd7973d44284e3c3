using System.Text;
using BoroughBridge.Routing.People;
using BoroughBridge.Storage;
using BoroughBridge.Trust;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.Portal.Smart;

/// <summary>Which client a token request comes from: a public one by its id, a confidential one only by an assertion it signed, each used once.</summary>
internal sealed class SmartClients(SmartPlace place, ClientAssertions assertions, Database database, TimeProvider clock)
{
    public async Task<SmartClient?> OfAsync(IFormCollection form, HttpContext context)
    {
        var stated = One(form, "client_id");
        if (context.Request.Headers.Authorization.Count > 0) return null;
        if (!form.ContainsKey("client_assertion") && !form.ContainsKey("client_assertion_type")) return place.Find(stated) is { Keys: null } client ? client : null;

        if (One(form, "client_assertion_type") != ClientAssertions.AssertionType || One(form, "client_assertion") is not { } assertion) return null;
        var (asserted, _) = await assertions.JudgeAsync(assertion, id => place.Find(id)?.Keys, place.Token, context.RequestAborted);
        if (asserted is null || (stated is not null && stated != asserted.ClientId)) return null;

        var once = await database.InTransactionAsync(
            transaction => UsedIds.ConsumeAsync(transaction, "client:" + asserted.ClientId, asserted.AssertionId, asserted.Expires + TimeSpan.FromMinutes(1), clock.GetUtcNow()), context.RequestAborted);

        return once ? place.Find(asserted.ClientId) : null;
    }

    /// <summary>A parameter given once, of bounded length.</summary>
    public static string? One(IFormCollection form, string name) => form[name] is [{ Length: > 0 } value] && Encoding.UTF8.GetByteCount(value) <= UserTokens.MostCharacters ? value : null;
}
