namespace BoroughBridge.Adapters.PaperScan.Evidence;

/// <summary>Where a claim about the child comes from.</summary>
public enum ClaimSource
{
    /// <summary>The code of a cover sheet, its check right.</summary>
    Cover,

    /// <summary>A bureau's index row.</summary>
    Index,

    /// <summary>The print on a cover sheet whose code could not be read: may contradict, never confirms.</summary>
    SheetPrint,

    /// <summary>A person id on the paper.</summary>
    PersonId,

    /// <summary>An NHS number on the paper, its check digit right.</summary>
    NhsNumber,

    /// <summary>A whole name on the paper, letter by letter.</summary>
    Name,

    /// <summary>A name on the paper a letter or two off.</summary>
    NearName,

    /// <summary>A birth date on the paper, labelled as one.</summary>
    BirthDate,

    /// <summary>Name and birth date, both read roughly, that together fit one person and nobody else nearly as well. Confirms, never names.</summary>
    LikeNameAndBirthDate,

    /// <summary>A given name that runs through a page on which the child's own does not occur.</summary>
    GivenName,
}

/// <summary>
/// One thing that speaks of a child: which persons of the index it fits. Fitting nobody means it names somebody who is not in the index, or
/// was misread; both contradict.
/// </summary>
/// <param name="Source">Where from.</param>
/// <param name="Persons">ICS person ids it fits.</param>
/// <param name="Page">Page of the file; 0 where from outside it.</param>
/// <param name="Place">Row on the page: the same thing in two places was read twice.</param>
public sealed record Claim(ClaimSource Source, IReadOnlyList<string> Persons, int Page, int Place);
