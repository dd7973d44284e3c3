using System.Text.Json.Nodes;

namespace BoroughBridge.UnitTests.Host;

/// <summary>A folder with a configuration that is taken, for tests that spoil one thing in it.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bb-configuration-");

    public ConfigurationFolder()
    {
        File.WriteAllText(SomeFile, "made for a test");
        Json = JsonNode.Parse($$"""
            {
              "Demonstration": true,
              "Routing": {
                "Url": "http://127.0.0.1:22101", "RecordUrl": "https://127.0.0.1:22107", "DataFolder": "{{folder.FullName}}",
                "Database": { "Kind": "Sqlite", "File": "{{folder.FullName}}/routing.db" },
                "Log": { "Origin": "routing.example/log", "KeyFile": "{{SomeFile}}" },
                "Trust": {
                  "Self": "routing", "SigningKeyFile": "{{SomeFile}}", "TlsCertificateFile": "{{SomeFile}}", "TlsKeyFile": "{{SomeFile}}", "TlsRootsFile": "{{SomeFile}}",
                  "PeerKeyFiles": { "camden": "{{SomeFile}}" },
                  "IdentityProviders": { "camden": { "Issuer": "http://127.0.0.1:22104/camden", "Audience": "boroughbridge" } }
                },
                "Authorities": {
                  "camden": {
                    "DisplayName": "Camden", "LaNumber": "202", "RecordUrl": "https://127.0.0.1:22105",
                    "Broker": { "Uri": "amqp://127.0.0.1:22108/bb.camden", "User": "routing", "Password": "made-for-a-test" }
                  }
                },
                "Agreements": [
                  { "Reference": "a-1", "Holder": "camden", "Employer": "hackney", "State": "Open", "From": "2026-01-01", "Basis": "s25B(4)", "Purposes": [ "review" ] }
                ]
              }
            }
            """)!.AsObject();
    }

    /// <summary>Any file that can be read.</summary>
    public string SomeFile => Path.Combine(folder.FullName, "some.pem");

    public JsonObject Json { get; }

    /// <summary>Sets the value at a path such as <c>Routing:Log:KeyFile</c>; none takes the key out.</summary>
    public ConfigurationFolder With(string path, JsonNode? value)
    {
        var keys = path.Split(':');
        JsonNode at = Json;
        foreach (var key in keys[..^1]) at = int.TryParse(key, out var index) ? at[index]! : at[key] ?? (at[key] = new JsonObject());
        if (value is null) at.AsObject().Remove(keys[^1]);
        else at[keys[^1]] = value;

        return this;
    }

    /// <summary>Writes the file and returns its path.</summary>
    public string Write(string? text = null)
    {
        var path = Path.Combine(folder.FullName, "boroughbridge.json");
        File.WriteAllText(path, text ?? Json.ToJsonString());

        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
