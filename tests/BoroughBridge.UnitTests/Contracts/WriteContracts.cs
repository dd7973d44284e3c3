using NUnit.Framework;

namespace BoroughBridge.UnitTests.Contracts;

/// <summary><c>scripts/contracts --write</c>: writes schemas and examples from the records, and releases them where that breaks nothing released.</summary>
[SetUpFixture]
internal sealed class WriteContracts
{
    [OneTimeSetUp]
    public void Write()
    {
        if (!Published.Writing) return;
        foreach (var type in Published.All) Published.Write(Published.SchemaFile(type), Published.Text(SchemaMaker.Make(type)));
        foreach (var (name, example) in Examples.All) Published.Write(Published.ExampleFile(name), Published.Text(example));
        if (CompatibilityTests.BrokenReleases().Count > 0) return;
        foreach (var type in Published.All) Published.Write(Published.ReleasedFile(type), File.ReadAllText(Published.SchemaFile(type)));
    }
}
