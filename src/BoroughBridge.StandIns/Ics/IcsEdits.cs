using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BoroughBridge.StandIns.Children;
using BoroughBridge.StandIns.Pdf;

namespace BoroughBridge.StandIns.Ics;

/// <summary>What a social worker does to a file in the course of a day, as far as a demonstration needs it.</summary>
internal static class IcsEdits
{
    /// <summary>The names of the edits a person's file can have.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["touch", "rename", "add-goal", "hold-review", "add-document", "revise-document", "withdraw-document", "remove-document", "protect-address", "end-period", "restrict"];

    /// <summary>The file after the edit; none where the edit is unknown or does not fit the file.</summary>
    public static DemonstrationChild? Apply(DemonstrationChild file, string edit, IReadOnlyDictionary<string, string> said, DateOnly today)
    {
        return edit switch
        {
            "touch" => file,
            "rename" => file with { Person = file.Person with { FirstName = Said("firstName") ?? file.Person.FirstName, LastName = Said("lastName") ?? file.Person.LastName } },
            "add-goal" => AddGoal(file, Said("text") ?? "Learn to ride a bicycle.", today),
            "hold-review" => HoldReview(file, today, Said("participationCode") ?? "PN1"),
            "add-document" => file with { Documents = [.. file.Documents, Document(file, NextId(file), said, 1, today)] },
            "revise-document" => Documents(file, Said("documentId"), old => [Document(file, old.Entry.DocumentId, With(said, old), old.Entry.Revision + 1, today)]),
            "withdraw-document" => Documents(file, Said("documentId"), old => [old with { Entry = old.Entry with { Status = "WITHDRAWN", Revision = old.Entry.Revision + 1 } }]),
            "remove-document" => Documents(file, Said("documentId"), _ => []),
            "protect-address" => file with { Person = file.Person with { Addresses = [.. file.Person.Addresses.Select(address => address with { Confidential = "Y" })] } },
            "restrict" => file with { Person = file.Person with { Restricted = "Y" } },
            "end-period" when file.Periods.Any(period => period.EndDate is null) => file with
            {
                Periods = [.. file.Periods.Select(period => period.EndDate is null ? period with { EndDate = today, EndReason = Said("reason") ?? "E4A" } : period)],
            },
            _ => null,
        };

        string? Said(string name) => said.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }

    private static DemonstrationChild? AddGoal(DemonstrationChild file, string text, DateOnly today)
    {
        if (file.CarePlans.LastOrDefault(plan => plan.Status == "ACTIVE" && plan.PlanType == "care-plan") is not { } active) return null;
        var goal = new IcsGoal
        {
            GoalId = string.Create(CultureInfo.InvariantCulture, $"{active.CarePlanId}-{active.Goals.Count + 1}"),
            Text = text,
            DueDate = today.AddMonths(3),
            Status = "OPEN",
        };

        return file with { CarePlans = [.. file.CarePlans.Select(plan => plan == active ? plan with { Goals = [.. plan.Goals, goal] } : plan)] };
    }

    private static DemonstrationChild? HoldReview(DemonstrationChild file, DateOnly today, string participation)
    {
        if (file.Reviews.FirstOrDefault(review => review.Status == "PLANNED") is not { } planned) return null;
        var held = planned with { Status = "HELD", ReviewDate = today, ParticipationCode = participation };
        var due = today.AddMonths(planned.Number == 1 ? 3 : 6);
        var next = planned with
        {
            ReviewId = string.Create(CultureInfo.InvariantCulture, $"RV-{file.IcsPersonId}-{planned.Number + 1}"),
            Number = planned.Number + 1,
            DueDate = due,
            ReviewDate = Days.Weekday(due.AddDays(-14)),
        };

        return file with { Reviews = [.. file.Reviews.Select(review => review == planned ? held : review), next] };
    }

    private static DemonstrationChild? Documents(DemonstrationChild file, string? id, Func<DemonstrationDocument, IEnumerable<DemonstrationDocument>> change) =>
        file.Documents.Any(document => document.Entry.DocumentId == id)
            ? file with { Documents = [.. file.Documents.SelectMany(document => document.Entry.DocumentId == id ? change(document) : [document])] }
            : null;

    private static DemonstrationDocument Document(DemonstrationChild file, string id, IReadOnlyDictionary<string, string> said, int revision, DateOnly today)
    {
        var title = said.GetValueOrDefault("title", "Case note");
        var text = said.GetValueOrDefault("text", "Telephoned; all is well.");
        var bytes = said.GetValueOrDefault("contentType") == "text/plain"
            ? Encoding.UTF8.GetBytes(text)
            : TextDocument.Make(title, [("Name", file.Name), ("ICS person id", file.IcsPersonId), ("Date", Days.Long(today))], [("Note", text)]);

        return new(
            new()
            {
                DocumentId = id,
                DocumentType = said.GetValueOrDefault("documentType", "case-note"),
                Title = title,
                DocumentDate = today,
                ContentType = said.GetValueOrDefault("contentType", "application/pdf"),
                FileName = $"{id}.{(said.GetValueOrDefault("contentType") == "text/plain" ? "txt" : "pdf")}",
                SizeBytes = bytes.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                Revision = revision,
                Status = "CURRENT",
                AuthorName = "Ottilie Grantham-Diallo",
                Sensitivities = said.GetValueOrDefault("sensitivity") is { Length: > 0 } sensitivity ? [sensitivity] : [],
            },
            bytes);
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> said, DemonstrationDocument old)
    {
        var all = new Dictionary<string, string>(said);
        all.TryAdd("title", old.Entry.Title);
        all.TryAdd("documentType", old.Entry.DocumentType);
        all.TryAdd("contentType", old.Entry.ContentType);

        return all;
    }

    private static string NextId(DemonstrationChild file)
    {
        var number = file.Documents.Count + 1;
        while (file.Documents.Any(document => document.Entry.DocumentId.EndsWith($"-{number.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal))) number++;

        return string.Create(CultureInfo.InvariantCulture, $"DO-{file.IcsPersonId}-{number}");
    }
}
