using System.Text.Json.Nodes;
using BoroughBridge.Fhir;
using BoroughBridge.Holding.Records;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Holding;

/// <summary>EDGE-18: after redaction no place, contact or word is left that could tell; codes, dates and the child's name are.</summary>
public sealed class ProtectedAddressTests
{
    private const string Secret = "Quillfeather";

    [Test]
    public void A_patients_places_and_contacts_go_and_her_name_stays()
    {
        var patient = TakenOut($$$$"""
            {"resourceType":"Patient","id":"a","text":{"div":"<div>{{{{Secret}}}}</div>"},"name":[{"text":"Wren Ashdown","family":"Ashdown"}],"birthDate":"2014-03-02",
             "telecom":[{"system":"phone","value":"{{{{Secret}}}}"}],"address":[{"use":"home","line":["{{{{Secret}}}}"],"postalCode":"{{{{Secret}}}}"}],
             "contact":[{"name":{"text":"{{{{Secret}}}}"},"address":{"text":"{{{{Secret}}}}"}}],"identifier":[{"system":"s","value":"123"}],
             "extension":[{"url":"u","valueString":"{{{{Secret}}}}"}],"_birthDate":{"extension":[{"url":"u","valueString":"{{{{Secret}}}}"}]},
             "generalPractitioner":[{"display":"{{{{Secret}}}} Surgery"}]}
            """);

        Assert.That(patient, Does.Not.Contain(Secret));
        Assert.That(patient, Does.Contain("Wren Ashdown").And.Contain("2014-03-02").And.Contain("123").And.Contain(Redaction.AddressProtected));
    }

    [Test]
    public void A_placement_keeps_its_dates_and_loses_who_and_where()
    {
        var placement = TakenOut($$$$"""
            {"resourceType":"EpisodeOfCare","id":"a","status":"active","identifier":[{"system":"urn","value":"{{{{Secret}}}}"}],
             "type":[{"coding":[{"system":"s","code":"placement","display":"Placement"}],"text":"{{{{Secret}}}}"}],
             "managingOrganization":{"reference":"Organization/{{{{Secret}}}}","display":"{{{{Secret}}}} House"},"period":{"start":"2026-01-01"}}
            """);

        Assert.That(placement, Does.Not.Contain(Secret));
        Assert.That(placement, Does.Contain("2026-01-01").And.Contain("\"code\":\"placement\"").And.Contain("\"display\":\"Placement\""));
    }

    [Test]
    public void Titles_links_notes_and_narrative_of_plans_and_documents_go()
    {
        var plan = TakenOut($$$$"""
            {"resourceType":"CarePlan","id":"a","status":"active","intent":"plan","title":"{{{{Secret}}}}","description":"{{{{Secret}}}}",
             "note":[{"text":"{{{{Secret}}}}"}],"activity":[{"detail":{"status":"in-progress","description":"{{{{Secret}}}}","code":{"text":"{{{{Secret}}}}"},"location":{"display":"{{{{Secret}}}}"}}}],
             "contained":[{"resourceType":"Organization","name":"{{{{Secret}}}}"}],"author":{"reference":"Practitioner/x","display":"{{{{Secret}}}}"}}
            """);
        var document = TakenOut($$$$"""
            {"resourceType":"DocumentReference","id":"a","status":"current","description":"{{{{Secret}}}}",
             "content":[{"attachment":{"contentType":"application/pdf","title":"{{{{Secret}}}}.pdf","url":"Binary/{{{{Secret}}}}","data":"{{{{Secret}}}}"}}]}
            """);

        Assert.That(plan + document, Does.Not.Contain(Secret));
        Assert.That(plan, Does.Contain("\"status\":\"in-progress\"").And.Contain("Practitioner/x"));
        Assert.That(document, Does.Contain("application/pdf"));
    }

    [Test]
    public void Where_the_source_marked_what_tells_its_other_words_stay_and_places_still_go()
    {
        var root = JsonNode.Parse($$$$"""
            {"resourceType":"CarePlan","id":"a","description":"Return home","author":{"display":"Team"},"contact":[{"value":"{{{{Secret}}}}"}],"address":{"line":["{{{{Secret}}}}"]}}
            """)!.AsObject();

        ProtectedAddress.TakeOut(root, wordsToo: false);

        Assert.That(root.ToJsonString(), Does.Contain("Return home").And.Not.Contain(Secret));
    }

    private static string TakenOut(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        ProtectedAddress.TakeOut(root, wordsToo: true);

        return root.ToJsonString();
    }
}
