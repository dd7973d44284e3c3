using System.Security.Claims;
using BoroughBridge.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Caching.Memory;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// Sessions in this process's memory, by random key: the cookie is a key and nothing else, and tokens never reach the browser. At most
/// 10,000; forgotten after fifteen minutes idle or eight hours in all.
/// </summary>
internal sealed class PortalSessions : ITicketStore, IDisposable
{
    public static readonly TimeSpan InAll = TimeSpan.FromHours(8);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);
    private readonly MemoryCache sessions = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Ids.New() + Ids.New();
        Keep(key, ticket);

        return Task.FromResult(key);
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        if (sessions.TryGetValue(key, out _)) Keep(key, ticket);

        return Task.CompletedTask;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => Task.FromResult(sessions.Get<AuthenticationTicket>(key));

    public Task RemoveAsync(string key)
    {
        sessions.Remove(key);

        return Task.CompletedTask;
    }

    public void Dispose() => sessions.Dispose();

    private void Keep(string key, AuthenticationTicket ticket) =>
        sessions.Set(key, ticket, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Idle, AbsoluteExpirationRelativeToNow = InAll });

    /// <summary>The authority whose provider signed this person in.</summary>
    public static string? AuthorityOf(ClaimsPrincipal? user) => user?.FindFirstValue(AuthoritySignInHandler.AuthorityClaim);
}
