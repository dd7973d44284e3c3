using System.Security.Cryptography;
using System.Text;
using BoroughBridge.StandIns.Ics;
using BoroughBridge.StandIns.Pdf;

namespace BoroughBridge.StandIns.Children;

/// <summary>The electronic documents of a file: what an IRO reads before a review (domain.md 2.8), and a few she may not.</summary>
internal sealed class ChildDocuments(ChildRow row, string id, Words words, StoryFacts story, DateOnly born, DateOnly since, DateOnly today)
{
    private readonly List<DemonstrationDocument> made = [];

    public IReadOnlyList<DemonstrationDocument> Make(IReadOnlyList<IcsReview> reviews, IcsCarePlan plan)
    {
        var held = reviews.Where(review => review.Status == "HELD").ToArray();
        var written = Earlier(plan.StartDate.AddDays(-20));

        Pdf("sw-report", "Social worker's report for the review", written, [.. plan.Sections.Select(section => (Heading(section.Heading), section.Text)), .. Goals(plan)], row.ProtectedAddress ? ["PROTECTED_ADDRESS"] : []);
        Pdf("health-assessment", "Review health assessment", Earlier(since.AddDays(row.DaysLookedAfter * 2 / 3)), [("Health", words.Say(story.Health)), ("Seen with", words.Carer), ("Next assessment", "In twelve months, or six where under five.")]);
        if (row.AgeMonths >= 36)
            Pdf("pep", "Personal education plan", Earlier(written.AddDays(-30)), [("School", words.School), ("How it is going", words.Say(story.Education)), ("Targets this term", words.Say("Read aloud each day; take part in {i}; ask for help when stuck."))]);
        if (row.AgeMonths >= 60)
            Text("child-consultation", "What I want to say at my review", written, words.Say("What is going well: {i}, my room, and my friends.\nWhat I would like to change: more time outside, and to know sooner when plans change.\nWho I want to come: {c}, my teacher.\nWho I do not want to come: nobody, but keep it short.\nHow I want it to be: at home, after tea.\n"));
        if (held.Length > 0) Pdf("review-minutes", $"Record of review {held[^1].Number}", held[^1].ReviewDate, Minutes(held[^1]));
        if (row.Sealed == "police") Pdf("police-notice", "Police notification", Earlier(today.AddDays(-45)), [("Notice", words.Say("{n} was returned to the home by officers at 22:40 after missing the last bus. No offence. A return interview was offered."))], "POLICE");
        if (row.Sealed == "adoption-sealed") Pdf("child-permanence-report", "Child permanence report", Earlier(today.AddDays(-150)), [("Report", words.Say(story.Permanent))], "ADOPTION_SEALED");

        return made;
    }

    private IEnumerable<(string, string)> Minutes(IcsReview review) =>
    [
        ("Who came", words.Say("{n}; {c}; the social worker; the class teacher; the independent reviewing officer.")),
        ("What {n} said".Replace("{n}", row.Given, StringComparison.Ordinal), words.Say("That {s} likes living where {s} does, that {i} is the best part of the week, and that the last meeting was too long.")),
        ("Since the last review", words.Say(story.PlacementText)),
        .. review.Decisions.Select((decision, i) => (PdfWriter.Invariant($"Decision {i + 1}"), $"{decision.Text} By {Days.Long(decision.DueDate!.Value)}: {decision.OwnerRole.Replace('-', ' ')}.")),
    ];

    private static IEnumerable<(string, string)> Goals(IcsCarePlan plan) => plan.Goals.Select((goal, i) => (PdfWriter.Invariant($"Goal {i + 1}"), goal.Text));

    private static string Heading(string section) => char.ToUpperInvariant(section[0]) + section[1..];

    /// <summary>A weekday near the day given, neither before the period began nor after today.</summary>
    private DateOnly Earlier(DateOnly day)
    {
        var weekday = Days.Weekday(day < since ? since : day);

        return weekday > today ? today : weekday;
    }

    private void Pdf(string type, string title, DateOnly date, IEnumerable<(string, string)> parts, params string[] sensitivities) => Add(
        type, title, date, "application/pdf", "pdf", sensitivities,
        TextDocument.Make(title, [("Name", $"{row.Given} {row.Family}"), ("Date of birth", Days.Long(born)), ("ICS person id", id), ("Date", Days.Long(date)), ("Written by", words.Worker)], parts));

    private void Text(string type, string title, DateOnly date, string text) => Add(type, title, date, "text/plain", "txt", [], Encoding.UTF8.GetBytes(text));

    private void Add(string type, string title, DateOnly date, string contentType, string extension, string[] sensitivities, byte[] bytes)
    {
        var number = made.Count + 1;
        made.Add(new(
            new()
            {
                DocumentId = PdfWriter.Invariant($"DO-{id}-{number}"),
                DocumentType = type,
                Title = title,
                DocumentDate = date,
                ContentType = contentType,
                FileName = $"{type}-{id}.{extension}",
                SizeBytes = bytes.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                Revision = 1,
                Status = "CURRENT",
                AuthorName = words.Worker,
                Sensitivities = sensitivities,
            },
            bytes));
    }
}
