using BoroughBridge.Adapters.PaperScan.Evidence;
using BoroughBridge.Adapters.PaperScan.Filing;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.PaperScan;

/// <summary>The filing rule as a table: what was found, and where the document goes.</summary>
internal sealed class FilingDecisionTests
{
    private const string Ana = "100001", Ben = "200002", Cas = "300003";

    private static readonly Claim Cover = new(ClaimSource.Cover, [Ana], 1, 0);
    private static readonly Claim Index = new(ClaimSource.Index, [Ana], 0, 0);
    private static readonly Claim Id = new(ClaimSource.PersonId, [Ana], 2, 4);
    private static readonly Claim IdAgain = new(ClaimSource.PersonId, [Ana], 2, 40);
    private static readonly Claim Nhs = new(ClaimSource.NhsNumber, [Ana], 2, 9);
    private static readonly Claim Name = new(ClaimSource.Name, [Ana], 2, 2);
    private static readonly Claim NearName = new(ClaimSource.NearName, [Ana], 2, 2);
    private static readonly Claim Like = new(ClaimSource.LikeNameAndBirthDate, [Ana], 2, 0);
    private static readonly Claim Born = new(ClaimSource.BirthDate, [Ana, Cas], 2, 3);

    private static IEnumerable<TestCaseData> Filed()
    {
        yield return Case("Cover_and_id", [Cover, Id]);
        yield return Case("Cover_and_name_with_birth_date", [Cover, Name, Born]);
        yield return Case("Id_and_name_with_birth_date", [Id, Name, Born]);
        yield return Case("Id_and_a_name_a_letter_off_with_birth_date", [Id, NearName, Born]);
        yield return Case("Index_and_id", [Index, Id]);
        yield return Case("Id_and_nhs_number", [Id, Nhs]);
        yield return Case("Nhs_number_and_name_with_birth_date", [Nhs, Name, Born]);
        yield return Case("A_name_that_two_children_bear_beside_sure_sources", [Cover, Id, new(ClaimSource.Name, [Ana, Ben], 2, 2)]);
        yield return Case("A_twin_with_exact_id_twice_and_exact_name", Of([Cover, Id, Name, Born]) with { Near = Twin(id: true) });
        yield return Case("A_like_name_elsewhere_with_exact_id_and_name", Of([Id, Name, Born]) with { Near = Twin(id: false) });
        yield return Case("Two_pages_both_numbered", Of([Cover, Id]) with { Pages = [new(1, 2), new(2, 2)], Announced = 2 });
        yield return Case("Pages_without_numbers", Of([Cover, Id]) with { Pages = [null, null], Announced = 2 });
        yield return Case("A_text_layer_that_says_the_same", Of([Cover, Id]) with { LayerClaims = [Id, Name] });
        yield return Case("A_title_that_says_what_the_cover_says", Of([Cover, Id]) with { TypeRead = "pir", TypeAnnounced = "pir" });
        yield return Case("A_cover_and_name_and_birth_date_read_roughly", [Cover, Like]);
        yield return Case("An_id_and_name_and_birth_date_read_roughly", [Id, Like]);
        yield return Case("An_id_a_digit_from_anothers_whose_name_and_birth_date_are_far", Of([Id, Name, Born]) with { Near = new Dictionary<string, IReadOnlyList<Neighbour>> { [Ana] = [new(Ben, Name: false, Id: true)] } });
        yield return Case("A_page_that_says_the_given_name", Of([Cover, Id]) with { Voices = [Voice(2), Voice(3, (Ana, 1))] });
        yield return Case("A_page_whose_given_name_is_not_that_of_other_documents_of_the_file", Of([Cover, Id]) with { Voices = [Voice(3, (Ana, 2))], NamedBeside = [Ben] });
        yield return Case("A_page_with_a_twins_own_name_again_and_again", Of([Cover, Id, Name, Born]) with { Near = Twin(id: false), Voices = [Voice(3, (Ana, 2))] });
        yield return Case("A_title_and_no_cover", Of([Id, Name, Born]) with { TypeRead = "pir" });
    }

    private static IEnumerable<TestCaseData> Held()
    {
        yield return Case("Nothing_that_names_anybody", [], "no-child-named");
        yield return Case("A_cover_alone", [Cover], "one-source-only");
        yield return Case("An_id_alone", [Id], "one-source-only");
        yield return Case("The_same_id_twice_is_one_source", [Id, IdAgain], "one-source-only");
        yield return Case("A_name_and_birth_date_alone", [Name, Born], "one-source-only");
        yield return Case("A_cover_and_a_name_without_birth_date", [Cover, Name], "one-source-only");
        yield return Case("A_name_alone", [Name], "one-source-only");
        yield return Case("Cover_and_index_that_nothing_on_the_paper_confirms", [Cover, Index], "text-does-not-confirm");
        yield return Case("A_cover_for_another", [Cover with { Persons = [Ben] }, Id, Name, Born], "cover-and-text-differ");
        yield return Case("An_index_for_another", [Index with { Persons = [Ben] }, Id, Name, Born], "index-and-text-differ");
        yield return Case("A_cover_for_nobody_known", [Cover with { Persons = [] }, Id, Name, Born], "sheet-names-nobody-known");
        yield return Case("Another_childs_id_on_a_page", [Cover, Id, new(ClaimSource.PersonId, [Ben], 3, 1)], "another-child-named");
        yield return Case("An_id_of_nobody_on_a_page", [Cover, Id, new(ClaimSource.PersonId, [], 3, 1)], "id-of-nobody");
        yield return Case("Another_childs_name_on_a_page", [Cover, Id, new(ClaimSource.Name, [Ben], 3, 1)], "another-child-named");
        yield return Case("A_name_nobody_bears_under_the_label", [Cover, Id, new(ClaimSource.NearName, [], 2, 1)], "name-of-nobody");
        yield return Case("Another_birth_date", [Cover, Id, new(ClaimSource.BirthDate, [Ben], 2, 3)], "birth-date-differs");
        yield return Case("A_birth_date_of_nobody", [Cover, Id, new(ClaimSource.BirthDate, [], 2, 3)], "birth-date-differs");
        yield return Case("A_page_about_somebody_else", [Cover, Id, new(ClaimSource.GivenName, [Ben], 3, 0)], "page-seems-anothers");
        yield return Case("Print_of_an_unread_sheet_for_another", [Id, Name, Born, new(ClaimSource.SheetPrint, [Ben], 1, 0)], "another-child-named");
        yield return Case("An_id_that_says_another_than_name_and_birth_date", [Id with { Persons = [Ben] }, Name, Born], "another-child-named");
        yield return Case("Name_and_birth_date_that_fit_two", [Id, new(ClaimSource.Name, [Ana, Cas], 2, 2), Born], "one-source-only");
        yield return Case("Name_and_birth_date_read_roughly_name_nobody", [Like], "one-source-only");
        yield return Case("An_id_a_digit_from_anothers_that_nothing_else_tells_apart", Of([Id, Nhs]) with { Near = new Dictionary<string, IReadOnlyList<Neighbour>> { [Ana] = [new(Ben, Name: false, Id: true)] } }, "near-id");
        yield return Case("Two_children_of_one_name_and_birth_date", [new(ClaimSource.Name, [Ana, Cas], 2, 2), Born], "two-children-fit");
        yield return Case("A_birth_date_and_no_whole_name", [Born], "name-not-exact");
        yield return Case("Brother_and_sister_on_one_form", [Id, Id with { Persons = [Ben] }, Name with { Persons = [Ana] }, Name with { Persons = [Ben] }], "joint-document");
        yield return Case("A_twin_without_the_id", Of([Cover, Name, Born]) with { Near = Twin(id: false) }, "near-child");
        yield return Case("A_twin_without_the_exact_name", Of([Cover, Id, NearName, Born]) with { Near = Twin(id: false) }, "near-child");
        yield return Case("A_twin_whose_id_is_a_digit_off_read_once", Of([Id, Name, Born]) with { Near = Twin(id: true) }, "near-id");
        yield return Case("A_page_is_missing", Of([Cover, Id]) with { Pages = [new(1, 2)], Announced = 1 }, "pages-missing");
        yield return Case("Fewer_pages_than_announced", Of([Cover, Id]) with { Pages = [null], Announced = 2 }, "pages-missing");
        yield return Case("A_cover_with_no_page_after_it", Of([Cover, Id]) with { Pages = [], Announced = 1 }, "pages-missing");
        yield return Case("More_pages_than_printed", Of([Cover, Id]) with { Pages = [new(1, 2), new(2, 2), null] }, "pages-do-not-add-up");
        yield return Case("The_same_page_twice", Of([Cover, Id]) with { Pages = [new(1, 2), new(1, 2)] }, "pages-do-not-add-up");
        yield return Case("A_page_that_speaks_of_nobody", Of([Id, Name, Born]) with { Pages = [new(1, 2), new(2, 2)], Voices = [Voice(2), Voice(3)] }, "page-names-nobody");
        yield return Case("A_page_whose_given_name_another_document_of_the_file_shares", Of([Cover, Id]) with { Voices = [Voice(3, (Ana, 2), (Ben, 2))], NamedBeside = [Ben] }, "page-may-be-anothers");
        yield return Case("A_page_whose_whole_name_another_document_of_the_file_shares",
            Of([Cover, Id, new(ClaimSource.Name, [Ana, Ben], 3, 0)]) with { Voices = [Voice(3, (Ana, 1), (Ben, 1))], NamedBeside = [Ben] }, "page-may-be-anothers");
        yield return Case("A_page_with_a_twins_name_once", Of([Cover, Id, Name, Born]) with { Near = Twin(id: false), Voices = [Voice(3, (Ana, 1))] }, "page-may-be-anothers");
        yield return Case("A_text_layer_of_another_child", Of([Cover, Id]) with { LayerClaims = [new(ClaimSource.Name, [Ben], 2, 0)] }, "text-layer-differs");
        yield return Case("A_text_layer_of_another_text", Of([Cover, Id]) with { LayerIsAnotherText = true }, "text-layer-differs");
        yield return Case("A_title_that_says_another_type_than_the_cover", Of([Cover, Id]) with { TypeRead = "chronology", TypeAnnounced = "pir" }, "type-differs");
        yield return Case("A_batch_that_does_not_add_up", Of([Cover, Id]) with { BatchFault = "batch-count" }, "batch-count");
        yield return Case("A_page_that_could_not_be_read", Of([Cover, Id]) with { PageFaults = ["page-damaged"] }, "page-damaged");
    }

    [TestCaseSource(nameof(Filed))]
    public void Is_filed(FilingEvidence evidence, string? reason)
    {
        var outcome = FilingDecision.Decide(evidence);

        Assert.That(reason, Is.Null);
        Assert.That(outcome, Is.EqualTo(new FilingOutcome.File(Ana)), (outcome as FilingOutcome.Hold)?.Reasons.FirstOrDefault());
    }

    [TestCaseSource(nameof(Held))]
    public void Is_held(FilingEvidence evidence, string? reason)
    {
        var outcome = FilingDecision.Decide(evidence);

        Assert.That((outcome as FilingOutcome.Hold)?.Reasons ?? [], Does.Contain(reason));
    }

    [Test]
    public void Whatever_speaks_for_another_holds_what_would_be_filed([Values] ClaimSource source)
    {
        var sure = Of([Cover, Index, Id, IdAgain, Nhs, Name, Born]);
        Assert.That(FilingDecision.Decide(sure), Is.EqualTo(new FilingOutcome.File(Ana)));

        var doubtful = sure with { Claims = [.. sure.Claims, new(source, [Ben], 3, 0)] };

        Assert.That(FilingDecision.Decide(doubtful), Is.InstanceOf<FilingOutcome.Hold>());
    }

    [Test]
    public void All_reasons_are_said_and_the_batchs_first()
    {
        var outcome = FilingDecision.Decide(Of([Cover]) with { BatchFault = "batch-count", Pages = [null], Announced = 2 });

        Assert.That((outcome as FilingOutcome.Hold)?.Reasons, Is.EqualTo(new[] { "batch-count", "pages-missing", "one-source-only" }));
    }

    private static FilingEvidence Of(IReadOnlyList<Claim> claims) => new() { Claims = claims, Pages = [new(1, 1)] };

    private static PageVoice Voice(int page, params (string Person, int Times)[] names) => new(page, names.ToDictionary(name => name.Person, name => name.Times));

    private static Dictionary<string, IReadOnlyList<Neighbour>> Twin(bool id) => new() { [Ana] = [new(Ben, Name: true, Id: id)] };

    private static TestCaseData Case(string name, IReadOnlyList<Claim> claims, string? reason = null) => Case(name, Of(claims), reason);

    private static TestCaseData Case(string name, FilingEvidence evidence, string? reason = null) => new TestCaseData(evidence, reason).SetName(name);
}
