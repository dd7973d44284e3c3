namespace BoroughBridge.Host.Operating;

/// <summary>A member of staff by her login: in the demonstration by the stand-in provider's list, else at the employer that is named.</summary>
internal sealed record Staff(string Issuer, string Subject, string Authority)
{
    /// <exception cref="RefusalException">Nobody knows the login, or the employer.</exception>
    public static Staff Find(Installation installation, string login, string? employer)
    {
        var authority = employer ?? (installation.Options.Demonstration ? StandIns.People.DemonstrationPeople.Find(login)?.Authority : null)
            ?? throw new RefusalException(ExitCodes.Usage, installation.Options.Demonstration ? $"there is no sign-in {login} in the demonstration" : "--employer is required outside the demonstration");
        var providers = installation.Options.Routing?.Trust.IdentityProviders ?? installation.Options.Holdings.FirstOrDefault()?.Holding.Trust.IdentityProviders;
        if (providers is null || !providers.TryGetValue(authority, out var provider)) throw new RefusalException(ExitCodes.Usage, $"no identity provider is configured for {authority}");

        return new(provider.Issuer, login, authority);
    }
}
