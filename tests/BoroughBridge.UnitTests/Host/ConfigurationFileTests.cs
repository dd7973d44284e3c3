using BoroughBridge.Host;
using BoroughBridge.Host.Configuration;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Host;

/// <summary>What the configuration file refuses, and in which words.</summary>
public sealed class ConfigurationFileTests
{
    [Test]
    public void A_whole_file_is_taken_as_it_stands()
    {
        using var folder = new ConfigurationFolder();

        var options = ConfigurationFile.Read(folder.Write(), []);

        Assert.Multiple(() =>
        {
            Assert.That(options.Routing!.Authorities["camden"].Broker!.User, Is.EqualTo("routing"));
            Assert.That(options.Routing.Agreements.Single().From, Is.EqualTo(new DateOnly(2026, 1, 1)));
            Assert.That(options.Routing.Trust.PeerKeyFiles["camden"], Is.EqualTo(folder.SomeFile));
        });
    }

    [TestCase("Surprise")]
    [TestCase("Routing:Surprise")]
    [TestCase("Routing:Database:Surprise")]
    [TestCase("Routing:Log:Surprise")]
    [TestCase("Routing:Trust:Surprise")]
    [TestCase("Routing:Trust:IdentityProviders:camden:Surprise")]
    [TestCase("Routing:Authorities:camden:Surprise")]
    [TestCase("Routing:Authorities:camden:Broker:Surprise")]
    [TestCase("Routing:Agreements:0:Surprise")]
    public void A_key_that_is_not_known_is_refused(string path)
    {
        using var folder = new ConfigurationFolder();

        Assert.That(Refused(folder.With(path, "value-not-to-be-repeated")), Is.EqualTo(new[] { $"configuration: {path} is not known" }));
    }

    [TestCase("Routing:Url")]
    [TestCase("Routing:RecordUrl")]
    [TestCase("Routing:DataFolder")]
    [TestCase("Routing:Log:Origin")]
    [TestCase("Routing:Log:KeyFile")]
    [TestCase("Routing:Trust:Self")]
    [TestCase("Routing:Trust:SigningKeyFile")]
    [TestCase("Routing:Trust:TlsRootsFile")]
    [TestCase("Routing:Trust:IdentityProviders:camden:Issuer")]
    [TestCase("Routing:Authorities:camden:RecordUrl")]
    [TestCase("Routing:Authorities:camden:Broker:Password")]
    [TestCase("Routing:Agreements:0:From")]
    public void A_key_that_is_missing_is_required(string path)
    {
        using var folder = new ConfigurationFolder();

        Assert.That(Refused(folder.With(path, null)), Is.EqualTo(new[] { $"configuration: {path} is required" }));
    }

    [TestCase("Routing:Log:WriteTimeoutSeconds", "soon", "must be a whole number")]
    [TestCase("Routing:Log:WriteTimeoutSeconds", 600, "must be from 1 to 30")]
    [TestCase("Routing:Database:Kind", "Oracle", "must be one of Sqlite, Postgres")]
    [TestCase("Routing:Database:Kind", "7", "must be one of Sqlite, Postgres")]
    [TestCase("Routing:Database", "text", "must be an object")]
    [TestCase("Routing:Agreements", "text", "must be a list")]
    [TestCase("Routing:Agreements:0:From", "1/2/2026x", "must be a day, yyyy-MM-dd")]
    [TestCase("Routing:Agreements:0:StandingAcceptance", "perhaps", "must be true or false")]
    [TestCase("Routing:Url", "127.0.0.1:22101", "is not an http or https URL")]
    [TestCase("Routing:Url", "http://127.0.0.1:221010", "is not an http or https URL")]
    [TestCase("Routing:Url", "http://someone:secret@127.0.0.1:22101", "is not an http or https URL")]
    [TestCase("Routing:Authorities:camden:RecordUrl", "ftp://127.0.0.1", "is not an http or https URL")]
    [TestCase("Routing:Authorities:camden:Profile", "Pigeon", "must be one of Direct, Brokered")]
    [TestCase("Routing:Log:KeyFile", "/nowhere/log.pem", "names a file that is not there or cannot be read")]
    [TestCase("Routing:Trust:PeerKeyFiles:camden", "/nowhere/camden.json", "names a file that is not there or cannot be read")]
    [TestCase("Routing:Authorities:camden:Broker:Uri", "amqp://user:secret@127.0.0.1/v", "is not amqp(s)://host:port/vhost without a user")]
    public void A_value_of_the_wrong_kind_is_refused_and_not_repeated(string path, object value, string why)
    {
        using var folder = new ConfigurationFolder();

        Assert.That(Refused(folder.With(path, value is int number ? number : (string)value)), Is.EqualTo(new[] { $"configuration: {path} {why}" }));
    }

    [Test]
    public void A_brokered_authority_has_a_broker_and_a_sealing_key_and_no_address()
    {
        using var folder = new ConfigurationFolder();

        var refused = Refused(folder.With("Routing:Authorities:camden:Profile", "Brokered"));
        var without = Refused(folder.With("Routing:Authorities:camden:Broker", null));

        Assert.That(refused, Is.EquivalentTo(new[]
        {
            "configuration: Routing:Trust:SealingKeyFile is required where the Profile of an authority is Brokered",
            "configuration: Routing:Authorities:camden:RecordUrl is given, and a holder whose Profile is Brokered takes no connection",
        }));
        Assert.That(without, Has.Some.EqualTo("configuration: Routing:Authorities:camden:Broker is required where Profile is Brokered"));
    }

    [Test]
    public void Files_of_TLS_are_for_amqps_and_go_together()
    {
        using var folder = new ConfigurationFolder();

        Assert.That(
            Refused(folder.With("Routing:Authorities:camden:Broker:TlsRootsFile", folder.SomeFile)),
            Is.EqualTo(new[] { "configuration: Routing:Authorities:camden:Broker:Uri is not amqps, and TLS files are given" }));
        Assert.That(
            Refused(folder.With("Routing:Authorities:camden:Broker:TlsRootsFile", null).With("Routing:Authorities:camden:Broker:Uri", "amqps://127.0.0.1/v")
                .With("Routing:Authorities:camden:Broker:TlsCertificateFile", folder.SomeFile)),
            Is.EqualTo(new[] { "configuration: Routing:Authorities:camden:Broker:TlsCertificateFile and TlsKeyFile go together" }));
    }

    [Test]
    public void A_database_without_its_file_is_refused_by_the_key()
    {
        using var folder = new ConfigurationFolder();

        Assert.That(Refused(folder.With("Routing:Database:File", null)), Is.EqualTo(new[] { "configuration: Routing:Database:File is required for sqlite" }));
    }

    [Test]
    public void The_environment_overrides_the_file_and_is_checked_like_it()
    {
        using var folder = new ConfigurationFolder();
        var file = folder.Write();

        var taken = ConfigurationFile.Read(file, [KeyValuePair.Create("Routing:Database:CommandTimeoutSeconds", (string?)"7")]);

        Assert.That(taken.Routing!.Database.CommandTimeoutSeconds, Is.EqualTo(7));
        Assert.That(
            () => ConfigurationFile.Read(file, [KeyValuePair.Create("Routing:Databse:File", (string?)"x")]),
            Throws.TypeOf<RefusalException>().With.Message.EqualTo("configuration: Routing:Databse is not known"));
    }

    [Test]
    public void Every_fault_has_its_own_line()
    {
        using var folder = new ConfigurationFolder();

        Assert.That(Refused(folder.With("Routing:Url", null).With("Routing:Trust:Self", null)), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_file_that_names_no_role_is_refused()
    {
        using var folder = new ConfigurationFolder();

        Assert.That(Refused(folder.With("Routing", null)), Is.EqualTo(new[] { "configuration: Routing or Holdings is required: the file names no role" }));
    }

    private static string[] Refused(ConfigurationFolder folder)
    {
        var refusal = Assert.Throws<RefusalException>(() => ConfigurationFile.Read(folder.Write(), []));
        Assert.That(refusal!.ExitCode, Is.EqualTo(78));

        return [.. refusal.Lines];
    }
}
