using BoroughBridge.Access;
using BoroughBridge.Agreements;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Agreements;

/// <summary>What both sides' acts make of an agreement, over generated runs of acts.</summary>
internal sealed class AgreementCaseTests
{
    private const string Terms = "hash of version 1";
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(2000);
    private static readonly AgreementCase Fresh = new() { Terms = new Dictionary<int, string> { [1] = Terms } };
    private static readonly AgreementAct[] AllSigned =
        [.. Enum.GetValues<Party>().SelectMany(party => Offices.All.Select(office => new AgreementAct(party, AgreementAct.Signed, 1, office, Terms, $"{party} {office}")))];

    private static readonly AgreementCase Opened = AllSigned.Concat([Move(Party.Holder, "open"), Move(Party.Employer, "open")]).Aggregate(Fresh, (made, act) => made.With(act));

    private static readonly Gen<AgreementAct> Acts = Gen.OneOf(
        from party in Gen.Elements(Party.Holder, Party.Employer)
        from office in Gen.Elements("caldicott-guardian", "siro", "director", "iro-manager", "clerk")
        from terms in Gen.Elements(Terms, Terms, Terms, Terms, "other terms")
        from busy in Gen.Elements(false, false, false, false, true)
        select new AgreementAct(party, AgreementAct.Signed, 1, office, terms, busy ? $"{party} busy" : $"{party} {office}"),
        from party in Gen.Elements(Party.Holder, Party.Employer)
        from to in Gen.Elements("open", "open", "closed-to-new", "winding-down", "suspended", "ended")
        select Move(party, to),
        from party in Gen.Elements(Party.Holder, Party.Employer)
        from capability in Gen.Elements("documents", "break-glass")
        from detail in Gen.Elements("on", "on", "off", "perhaps")
        select new AgreementAct(party, AgreementAct.Switched, 0, capability, detail, "someone"));

    private static readonly Gen<AgreementAct[]> Lives =
        from begun in Gen.Elements(true, false)
        from acts in Acts.ListOf(14)
        select begun ? [.. AllSigned, .. acts] : acts.ToArray();

    [Test]
    public void Whatever_order_the_two_sides_acts_arrive_in_the_same_comes_of_them() => Check.One(Runs, Prop.ForAll(
        Arb.From(from acts in Lives from order in Gen.Choose(0, int.MaxValue) select (acts, order)),
        given =>
        {
            var (acts, order) = given;
            var (holder, employer) = (new Queue<AgreementAct>(acts.Where(act => act.Party == Party.Holder)), new Queue<AgreementAct>(acts.Where(act => act.Party == Party.Employer)));
            var random = new Random(order);
            var mixed = new List<AgreementAct>();
            while (holder.Count + employer.Count > 0) mixed.Add(employer.Count == 0 || (holder.Count > 0 && random.Next(2) == 0) ? holder.Dequeue() : employer.Dequeue());

            var (one, other) = (Made(acts), Made(mixed));

            return one.StateOf(1) == other.StateOf(1) && one.Capabilities.SequenceEqual(other.Capabilities);
        }));

    [Test]
    public void In_force_is_only_what_eight_people_signed_and_both_sides_opened() => Check.One(Runs, Prop.ForAll(Arb.From(Lives), acts =>
    {
        var made = Made(acts);
        if (made.StateOf(1) is AgreementState.Draft or AgreementState.Signed) return true;

        var signed = acts.Where(act => act is { What: AgreementAct.Signed, Detail: Terms } && Offices.All.Contains(act.Subject)).Select(act => (act.Party, act.Subject)).Distinct().Count() == 8;
        var people = made.Signatures.Values.Distinct().Count() == 8;
        var opened = Enum.GetValues<Party>().All(party => acts.Any(act => act.Party == party && act.What == AgreementAct.Moved && act.Detail == "open"));

        return signed && people && (opened || made.StateOf(1) == AgreementState.Ended);
    }));

    [Test]
    public void A_side_can_always_make_it_stricter_and_nothing_the_other_does_takes_that_back() => Check.One(Runs, Prop.ForAll(
        Arb.From(from before in Acts.ListOf(6) from to in Gen.Elements("suspended", "ended") from after in Acts.ListOf(8) select (before, to, after)),
        given =>
        {
            var begun = given.before.Aggregate(Opened, (made, act) => made.With(act));
            var stopped = begun.With(Move(Party.Employer, given.to));
            if (begun.Employer.Now == AgreementState.Suspended && given.to == "suspended") stopped = begun;
            var later = given.after.Where(act => act.Party == Party.Holder).Aggregate(stopped, (made, act) => made.With(act));

            return later.StateOf(1) is AgreementState.Suspended or AgreementState.Ended;
        }));

    [Test]
    public void What_has_ended_stays_ended() => Check.One(Runs, Prop.ForAll(
        Arb.From(from party in Gen.Elements(Party.Holder, Party.Employer) from after in Acts.ListOf(10) select (party, after)),
        given => given.after.Aggregate(Opened.With(Move(given.party, "ended")), (made, act) => made.With(act)).StateOf(1) == AgreementState.Ended));

    [Test]
    public void A_suspension_is_no_way_round_winding_down() => Check.One(Runs, Prop.ForAll(Arb.From(Acts.ListOf(12)), after =>
    {
        var closing = Opened.With(Move(Party.Holder, "winding-down"));

        return after.Aggregate(closing, (made, act) => made.With(act)).StateOf(1) is AgreementState.WindingDown or AgreementState.Suspended or AgreementState.Ended;
    }));

    [Test]
    public void A_capability_is_on_only_where_both_sides_last_said_so() => Check.One(Runs, Prop.ForAll(Arb.From(Lives), acts =>
    {
        var made = Made(acts);

        return new[] { "documents", "break-glass" }.All(capability => made.Capabilities.Contains(capability) == Enum.GetValues<Party>().All(party =>
            acts.LastOrDefault(act => act.Party == party && act.What == AgreementAct.Switched && act.Subject == capability && act.Detail is "on" or "off")?.Detail == "on"));
    }));

    [Test]
    public void What_cannot_be_read_suspends_and_nothing_less()
    {
        Assert.That((Opened with { Unreadable = true }).StateOf(1), Is.EqualTo(AgreementState.Suspended));
        Assert.That((Fresh with { Unreadable = true }).StateOf(1), Is.EqualTo(AgreementState.Draft));
        Assert.That((Opened.With(Move(Party.Holder, "ended")) with { Unreadable = true }).StateOf(1), Is.EqualTo(AgreementState.Ended));
    }

    [TestCase("a-role-of-the-future", ExpectedResult = AgreementState.Suspended)]
    [TestCase("open", ExpectedResult = AgreementState.Open)]
    public AgreementState A_state_nobody_knows_gives_nothing(string code) => AgreementCodes.ToState(code);

    private static AgreementCase Made(IEnumerable<AgreementAct> acts) => acts.Aggregate(Fresh, (made, act) => made.With(act));

    private static AgreementAct Move(Party party, string to) => new(party, AgreementAct.Moved, 0, "", to, $"{party} manager");
}
