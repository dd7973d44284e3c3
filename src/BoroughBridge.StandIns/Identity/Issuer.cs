using BoroughBridge.StandIns.People;

namespace BoroughBridge.StandIns.Identity;

/// <summary>The stand-in for one authority's identity provider: its name, keys, people, and the sign-ins under way.</summary>
internal sealed class Issuer(DemonstrationAuthority authority, Uri address, StandInOptions options, TimeProvider clock) : IDisposable
{
    public string Slug => authority.Slug;
    public string DisplayName => authority.DisplayName;
    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Name { get; } = $"{address.GetLeftPart(UriPartial.Authority)}/{authority.Slug}";
    public KeyRing Keys { get; } = new(clock, TimeSpan.FromMinutes(options.KeyRotationMinutes));
    /// <summary>Requests whose sign-in page is open.</summary>
    public OneUse<AuthorizationRequest> Open { get; } = new(clock, TimeSpan.FromMinutes(10), 10_000);
    public OneUse<GrantedCode> Codes { get; } = new(clock, CodeLife, 10_000);
    public RefreshTokens Refresh { get; } = new(clock);

    public IReadOnlyList<DemonstrationPerson> People { get; } = [.. DemonstrationPeople.All.Where(person => person.Authority == authority.Slug)];

    public static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);

    public DemonstrationPerson? Find(string? login) => People.FirstOrDefault(person => person.Login == login);

    public StandInClientOptions? Client(string? id) => options.Clients.FirstOrDefault(client => client.ClientId == id);

    public void Dispose() => Keys.Dispose();
}

/// <summary>What a code stands for until it is exchanged.</summary>
internal sealed record GrantedCode(AuthorizationRequest Request, SignIn SignIn);
