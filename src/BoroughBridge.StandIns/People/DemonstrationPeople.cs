namespace BoroughBridge.StandIns.People;

/// <summary>One sign-in of the demonstration. The name is invented.</summary>
public sealed record DemonstrationPerson
{
    /// <summary>Login, and the <c>sub</c> of tokens: <c>iro.th1</c>.</summary>
    public required string Login { get; init; }
    public required string Name { get; init; }
    /// <summary>Slug of the authority that employs the person, or sponsors a sessional IRO; its issuer signs the person in.</summary>
    public required string Authority { get; init; }
    /// <summary>Role codes of domain.md 3.2.</summary>
    public required IReadOnlyList<string> Roles { get; init; }
    /// <summary>What the sign-in page says of the person.</summary>
    public required string About { get; init; }
}

/// <summary>An authority of the demonstration.</summary>
public sealed record DemonstrationAuthority(string Slug, string DisplayName, string LaNumber, string OnsCode);

/// <summary>Everybody who can sign in to the demonstration: five permanent IROs, a sessional one, and the people around them (interfaces.md).</summary>
public static class DemonstrationPeople
{
    public static DemonstrationAuthority Islington { get; } = new("islington", "Islington", "206", "E09000019");

    public static DemonstrationAuthority TowerHamlets { get; } = new("tower-hamlets", "Tower Hamlets", "211", "E09000030");

    public static IReadOnlyList<DemonstrationAuthority> Authorities { get; } = [Islington, TowerHamlets];

    public static IReadOnlyList<DemonstrationPerson> All { get; } =
    [
        Th("iro.th1", "Marguerite Ashdown-Bello", "iro", "Reviewing officer, allocated to Islington children"),
        Th("iro.th2", "Kofi Brackenbury", "iro", "Reviewing officer, allocated to other Islington children"),
        Isl("iro.isl1", "Saoirse Penhallow", "iro", "Reviewing officer, allocated to Tower Hamlets children"),
        Isl("iro.isl2", "Tariq Lindqvist", "iro", "Reviewing officer, allocated to other Tower Hamlets children"),
        Isl("iro.sessional", "Winsome Okonjo-Vale", "iro-sessional", "Self-employed sessional reviewing officer, sponsored by Islington"),
        Th("iro.unallocated", "Piers Quillinan", "iro", "Reviewing officer with no allocation"),
        Isl("manager.isl", "Hyacinth Merriweather-Cole", "iro-manager", "Manager of the reviewing officers"),
        Isl("deputy.isl", "Ignatius Bellweather", "iro-manager", "Deputy manager who also reviews: chooses a role at sign-in") with { Roles = ["iro-manager", "iro"] },
        Th("manager.th", "Rashida Thornquist", "iro-manager", "Manager of the reviewing officers"),
        Th("support.th", "Doyle Abernethy-Khan", "business-support", "Business support to the reviewing officers"),
        Isl("sw.isl", "Ottilie Grantham-Diallo", "social-worker", "Social worker"),
        Th("sw.th", "Jarek Featherstone", "social-worker", "Social worker"),
        Th("clerk.th", "Nerys Balogun-Pike", "scanning-clerk", "Scanning clerk"),
        Isl("auditor.isl", "Cuthbert Yilmaz-Rowe", "auditor", "Access auditor"),
        Th("auditor.th", "Philippa Chowdhury-Lund", "auditor", "Access auditor"),
        Isl("caldicott.isl", "Dr Esther Vantongeren", "caldicott-guardian", "Caldicott Guardian"),
        Th("caldicott.th", "Dr Anselm Rahmani-Birch", "caldicott-guardian", "Caldicott Guardian"),
        Isl("it.isl", "Bronagh Sandiford", "it-operator", "IT operator"),
        Th("it.th", "Lemuel Castellane", "it-operator", "IT operator"),
    ];

    /// <summary>The person of a login; none where there is no such login.</summary>
    public static DemonstrationPerson? Find(string login) => All.FirstOrDefault(person => person.Login == login);

    private static DemonstrationPerson Isl(string login, string name, string role, string about) => Of(Islington, login, name, role, about);

    private static DemonstrationPerson Th(string login, string name, string role, string about) => Of(TowerHamlets, login, name, role, about);

    private static DemonstrationPerson Of(DemonstrationAuthority authority, string login, string name, string role, string about) =>
        new() { Login = login, Name = name, Authority = authority.Slug, Roles = [role], About = about };
}
