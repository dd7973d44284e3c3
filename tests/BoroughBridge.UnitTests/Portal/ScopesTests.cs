using BoroughBridge.Portal.Smart;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Portal;

public sealed class ScopesTests
{
    private const string All = "launch launch/patient online_access patient/*.rs user/*.rs";

    [TestCase("patient/CarePlan.rs", "patient/CarePlan.rs")]
    [TestCase("patient/*.rs", "patient/*.rs")]
    [TestCase("patient/CarePlan.cruds", "patient/CarePlan.rs", Description = "only reads are offered")]
    [TestCase("patient/CarePlan.read", "patient/CarePlan.read", Description = "version 1 answered in version 1")]
    [TestCase("patient/CarePlan.*", "patient/CarePlan.rs")]
    [TestCase("launch/patient patient/Patient.r", "launch/patient patient/Patient.r")]
    [TestCase("launch openid fhirUser offline_access patient/Patient.r", "launch patient/Patient.r", Description = "what is not offered is not given")]
    [TestCase("patient/Patient.r patient/Patient.r", "patient/Patient.r")]
    [TestCase("patient/CarePlan.write", null)]
    [TestCase("patient/CarePlan.cud", null)]
    [TestCase("patient/CarePlan.sr", null, Description = "out of order")]
    [TestCase("patient/CarePlan.", null)]
    [TestCase("patient/Observation.rs?category=vital-signs", null, Description = "a scope with a query would be a wider one without it")]
    [TestCase("system/*.rs", null, Description = "not among this client's")]
    [TestCase("launch", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void What_is_asked_is_narrowed_to_what_may_be_given(string? asked, string? given) => Assert.That(SmartScopes.Narrow(asked, All), Is.EqualTo(given));

    [TestCase("patient/CarePlan.rs", "patient/CarePlan.r", "patient/CarePlan.r")]
    [TestCase("patient/CarePlan.rs", "user/*.rs", null)]
    [TestCase("patient/Patient.rs", "patient/CarePlan.rs", null)]
    [TestCase("patient/*.rs", "patient/CarePlan.rs", null)]
    public void A_clients_own_list_bounds_it(string asked, string allowed, string? given) => Assert.That(SmartScopes.Narrow(asked, allowed), Is.EqualTo(given));

    [Test]
    public void A_binary_is_its_documents_and_a_child_in_context_is_the_only_one()
    {
        var limits = SmartScopes.Limits("launch patient/DocumentReference.rs patient/Encounter.s", "c1");

        Assert.That(limits.Allow("DocumentReference", "c1"));
        Assert.That(limits.Allow("Binary", "c1"));
        Assert.That(limits.Allow("DocumentReference", "c2"), Is.False);
        Assert.That(limits.Allow("Encounter", "c1"), Is.False, "to search is not to read");
        Assert.That(limits.Allow("CarePlan", "c1"), Is.False);
        Assert.That(SmartScopes.Limits("user/*.rs", "c1").Allow("CarePlan", "c2"), Is.False, "user-level scopes too");
    }
}
