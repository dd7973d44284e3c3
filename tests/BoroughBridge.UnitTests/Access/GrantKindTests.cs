using BoroughBridge.Access;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Access;

/// <summary>How far each kind of grant goes, what an agreement must have turned on, and what a file's labels do to all of it.</summary>
internal sealed class GrantKindTests
{
    private static readonly Case Good = Case.Permitted.WithAgreement(agreement => agreement with { Capabilities = Capabilities.All, Purposes = ["review-preparation", "break-glass"] });

    private static readonly Case Glass = Good.When(at => at with { Purpose = "break-glass" })
        .WithGrant(grant => grant with { Kind = GrantKind.BreakGlass, From = new(2026, 11, 22), To = new(2026, 11, 22), OpenedAt = Good.At.Now.AddMinutes(-30) });

    private static readonly Case Tail = Good.What(thing => thing with { Review = "r1" }).WithGrant(grant => grant with { Kind = GrantKind.RecordingTail, Review = "r1", To = new(2026, 12, 1) });

    private static readonly Case Bytes = Good.What(thing => thing with { Type = "Binary", Kind = "sw-report" });

    [Test]
    public void Documents_are_read_once_both_sides_have_turned_them_on()
    {
        Assert.That(Bytes.Decide().Permitted);
        Assert.That(Bytes.WithAgreement(agreement => agreement with { Capabilities = [] }).Decide().Reason, Is.EqualTo("documents-off"));
        Assert.That(Bytes.WithAgreement(agreement => agreement with { Capabilities = [Capabilities.WriteBack, Capabilities.BreakGlass] }).Decide().Reason, Is.EqualTo("documents-off"));
        Assert.That(Bytes.WithAgreement(agreement => agreement with { Capabilities = [] }).What(thing => thing with { Asked = Asked.Index }).Decide().Permitted);
        Assert.That(Good.WithAgreement(agreement => agreement with { Capabilities = [] }).Decide().Permitted, "a plan is no document");
    }

    [Test]
    public void Writing_back_needs_its_capability()
    {
        var write = Good.What(thing => thing with { Asked = Asked.Write });

        Assert.That(write.Decide().Permitted);
        Assert.That(write.WithAgreement(agreement => agreement with { Capabilities = [Capabilities.Documents, Capabilities.BreakGlass] }).Decide().Reason, Is.EqualTo("write-back-off"));
    }

    [Test]
    public void A_recording_tail_reads_and_writes_that_reviews_own_papers()
    {
        Assert.That(Tail.Decide().Permitted);
        Assert.That(Tail.What(thing => thing with { Asked = Asked.Write }).Decide().Permitted);
        Assert.That(Tail.What(thing => thing with { Review = "r2" }).Decide().Reason, Is.EqualTo("not-of-that-review"));
        Assert.That(Tail.What(thing => thing with { Review = null }).Decide().Reason, Is.EqualTo("not-of-that-review"));
        Assert.That(Tail.What(thing => thing with { Review = null }).WithGrant(grant => grant with { Review = null }).Decide().Reason, Is.EqualTo("not-of-that-review"));
        Assert.That(Tail.What(thing => thing with { Review = "r2", Asked = Asked.Index }).Decide().Reason, Is.EqualTo("not-of-that-review"));
        Assert.That(Tail.AtUtc(2026, 12, 2, 0, 0).Decide().Reason, Is.EqualTo("no-grant"));
    }

    [TestCase(-30, true)]
    [TestCase(0, true)]
    [TestCase(-59.999, true)]
    [TestCase(-60, false)]
    [TestCase(0.001, false)]
    public void A_glass_is_open_for_sixty_minutes(double openedMinutesAgo, bool permitted) =>
        Assert.That(Glass.WithGrant(grant => grant with { To = null, OpenedAt = Glass.At.Now.AddMinutes(openedMinutesAgo) }).Decide().Permitted, Is.EqualTo(permitted));

    [Test]
    public void A_glass_opens_only_what_it_was_broken_for()
    {
        Assert.That(Glass.WithGrant(grant => grant with { OpenedAt = null }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(Glass.WithGrant(grant => grant with { EndedAt = Glass.At.Now }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(Glass.What(thing => thing with { ChildRef = "c2" }).Decide().Reason, Is.EqualTo("no-grant"));
        Assert.That(Glass.Labelled(Labels.AdoptionSealed).Decide().Reason, Is.EqualTo("sealed"));
        Assert.That(Glass.Labelled(Labels.LegalPrivilege).Decide().Reason, Is.EqualTo("sealed"));
        Assert.That(Glass.Labelled(Labels.Police).Decide().Reason, Is.EqualTo("restricted"));
        Assert.That(Glass.What(thing => thing with { Asked = Asked.Write }).Decide().Reason, Is.EqualTo("break-glass"));
        Assert.That(Glass.WithAgreement(agreement => agreement with { Capabilities = [Capabilities.Documents, Capabilities.WriteBack] }).Decide().Reason, Is.EqualTo("break-glass"));
        Assert.That(Glass.WithAgreement(agreement => agreement with { Purposes = ["review-preparation"] }).Decide().Reason, Is.EqualTo("agreement"));
        foreach (var state in new[] { AgreementState.ClosedToNew, AgreementState.WindingDown })
            Assert.That(Glass.WithAgreement(agreement => agreement with { State = state }).Decide().Reason, Is.EqualTo("break-glass"), $"{state}");
    }

    [Test]
    public void A_glass_goes_with_its_purpose_and_nothing_else_does()
    {
        Assert.That(Glass.Decide().Permitted);
        Assert.That(Glass.When(at => at with { Purpose = "review-preparation" }).Decide().Reason, Is.EqualTo("purpose"));
        Assert.That(Good.When(at => at with { Purpose = "break-glass" }).Decide().Reason, Is.EqualTo("purpose"));
    }

    [Test]
    public void What_seals_or_restricts_the_file_does_so_for_all_of_it()
    {
        foreach (var asked in new[] { Asked.Body, Asked.Index, Asked.Write })
        {
            var given = Good.What(thing => thing with { Asked = asked });
            foreach (var label in new[] { Labels.AdoptionSealed, Labels.LegalPrivilege, "new-label" })
                Assert.That(given.What(thing => thing with { FileLabels = [label] }).WithGrant(grant => grant with { Permissions = [label] }).Decide().Reason, Is.EqualTo("sealed"));
            foreach (var label in new[] { Labels.StaffOrPublicFigure, Labels.Police, Labels.Court, Labels.HealthSensitive, Labels.ThirdParty })
            {
                var restricted = given.What(thing => thing with { FileLabels = [label] });
                Assert.That(restricted.Decide().Reason, Is.EqualTo("restricted"));
                Assert.That(restricted.WithGrant(grant => grant with { Permissions = [label] }).Decide().Permitted);
            }
        }
    }

    [Test]
    public void A_protected_address_counts_for_all_that_its_source_has_not_marked()
    {
        var hidden = Good.What(thing => thing with { FileLabels = [Labels.ProtectedAddress] });

        Assert.That(hidden.Decide().Variant, Is.EqualTo("protected-address"));
        Assert.That(hidden.What(thing => thing with { AddressMarked = true }).Decide().Variant, Is.EqualTo("full"));
        Assert.That(hidden.What(thing => thing with { AddressMarked = true, Labels = [Labels.ProtectedAddress] }).Decide().Variant, Is.EqualTo("protected-address"));
        Assert.That(hidden.WithGrant(grant => grant with { Permissions = [Labels.ProtectedAddress] }).Decide().Variant, Is.EqualTo("full"));
    }

    [Test]
    public void Of_a_paper_about_several_children_only_an_approved_rendition_crosses()
    {
        var several = Good.What(thing => thing with { SeveralSubjects = true });

        Assert.That(several.Decide().Reason, Is.EqualTo("no-approved-rendition"));
        Assert.That(several.What(thing => thing with { ApprovedRendition = "" }).Decide().Reason, Is.EqualTo("no-approved-rendition"));
        Assert.That(several.What(thing => thing with { ApprovedRendition = "approved" }).Decide().Variant, Is.EqualTo("approved"));
        Assert.That(several.What(thing => thing with { ApprovedRendition = "approved", Labels = [Labels.ProtectedAddress] }).Decide().Variant, Is.EqualTo("approved"));
        Assert.That(several.What(thing => thing with { Asked = Asked.Index }).Decide().Permitted);
        Assert.That(several.WithGrant(grant => grant with { Permissions = Labels.All }).Decide().Permitted, Is.False, "no permission gives the original");
        Assert.That(several.What(thing => thing with { ApprovedRendition = "approved", Labels = [Labels.Police] }).Decide().Reason, Is.EqualTo("restricted"));
    }

    [TestCase(AgreementState.Draft, false, true)]
    [TestCase(AgreementState.Signed, false, true)]
    [TestCase(AgreementState.Open, true, true)]
    [TestCase(AgreementState.Open, false, true)]
    [TestCase(AgreementState.Suspended, true, false)]
    [TestCase(AgreementState.Suspended, false, false)]
    [TestCase(AgreementState.Ended, true, false)]
    [TestCase(AgreementState.Ended, false, false)]
    public void A_later_version_stands_in_place_from_its_first_day_and_stops_at_once(AgreementState state, bool future, bool permitted)
    {
        var later = Good.Agreement with { Version = 2, State = state, From = future ? new(2026, 12, 1) : new(2026, 11, 1) };
        var decision = Good.When(at => at with { Agreements = [Good.Agreement, later] }).Decide();

        Assert.That(decision.Permitted, Is.EqualTo(permitted));
        if (permitted) Assert.That(decision.Agreement!.ReferenceAndVersion, Is.EqualTo(state == AgreementState.Open && !future ? "A-1 v2" : "A-1 v1"));
    }

    [Test]
    public void A_later_version_counts_on_its_first_day()
    {
        var later = Good.Agreement with { Version = 2, From = new(2026, 11, 22) };

        Assert.That(Good.When(at => at with { Agreements = [Good.Agreement, later] }).Decide().Agreement!.Version, Is.EqualTo(2));
    }

    [Test]
    public void Purposes_are_those_of_the_code_list() => Assert.That(Purposes.All, Is.EqualTo(new[]
    {
        "review-preparation", "review", "monitoring", "recording", "dispute", "allocation-triage", "quality-audit", "subject-access", "break-glass",
    }));

    [TestCase(21, 22, false)]
    [TestCase(22, 22, true)]
    [TestCase(23, 22, false)]
    [TestCase(23, null, true)]
    [TestCase(21, null, false)]
    public void A_day_is_within_from_its_first_to_its_last(int day, int? last, bool within) =>
        Assert.That(London.IsWithin(new DateTimeOffset(2026, 11, day, 12, 0, 0, TimeSpan.Zero), new(2026, 11, 22), last is { } to ? new DateOnly(2026, 11, to) : null), Is.EqualTo(within));

    [Test]
    public void Without_a_clock_nothing_is_permitted() => Assert.That(Good.When(at => at with { Now = default }).Decide().Reason, Is.EqualTo("no-clock"));

    [Test]
    public void Of_two_grants_that_refuse_the_first_says_why()
    {
        var decision = Good.Labelled(Labels.Police).When(at => at with { Grants = [Tail.Grant with { Review = "r9" }, Good.Grant] }).Decide();

        Assert.That(decision.Reason, Is.EqualTo("not-of-that-review"));
    }

    [Test]
    public void A_decision_by_default_permits_nothing() => Assert.That(default(Decision).Permitted, Is.False);

    [Test]
    public void The_common_case_makes_no_garbage()
    {
        for (var i = 0; i < 100; i++) Bytes.Decide();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var permitted = 0;
        for (var i = 0; i < 1000; i++) permitted += Bytes.Decide().Permitted ? 1 : 0;

        Assert.That((permitted, GC.GetAllocatedBytesForCurrentThread() - before), Is.EqualTo((1000, 0L)));
    }
}
