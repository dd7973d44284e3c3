using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BoroughBridge.Access;
using BoroughBridge.Host.Operating;
using BoroughBridge.StandIns.People;
using BoroughBridge.Streams;

namespace BoroughBridge.Host.Demonstration;

/// <summary>Writes the demonstration's configuration file: what a real installation would have, with everything on loopback.</summary>
internal sealed class DemonstrationFile(string data, DemonstrationPorts ports, DemonstrationServices services, DemonstrationKeys keys, DateOnly today)
{
    private const string IcsClient = "islington-ics";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly IReadOnlyList<DemonstrationAuthority> Authorities = DemonstrationPeople.Authorities;

    /// <summary>Writes it anew (ports may have changed), readable by its owner alone; returns its path.</summary>
    public string Write()
    {
        var path = Path.Combine(data, Installation.FileName);
        var apiKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var file = new JsonObject
        {
            ["Demonstration"] = true,
            ["Routing"] = Routing(),
            ["Holdings"] = new JsonArray([.. Authorities.Select((authority, place) => (JsonNode)Holding(authority, place, apiKey))]),
            ["StandIns"] = StandIns(apiKey),
        };

        OwnerOnly.Write(path, file.ToJsonString(Indented));

        return path;
    }

    private JsonObject Routing() => new()
    {
        ["Url"] = ports.Routing,
        ["RecordUrl"] = ports.RoutingRecord,
        ["DataFolder"] = Path.Combine(data, "routing"),
        ["Database"] = services.Database("routing"),
        ["Log"] = Log("routing", [.. Authorities.Select(authority => authority.Slug)]),
        ["Trust"] = Trust("routing", [.. Authorities.Select(authority => authority.Slug)], clientId: "boroughbridge-portal"),
        ["Authorities"] = new JsonObject(Authorities.Select((authority, place) => KeyValuePair.Create(authority.Slug, (JsonNode?)new JsonObject
        {
            ["DisplayName"] = authority.DisplayName,
            ["LaNumber"] = authority.LaNumber,
            ["Profile"] = Profile(authority),
        }.With("RecordUrl", services.IsBrokered(authority.Slug) ? null : ports.HolderRecord(place)).With("Broker", services.Broker(authority.Slug, "routing"))))),
        ["Agreements"] = Agreements(_ => true),
        ["Smart"] = new JsonObject
        {
            ["Clients"] = new JsonObject
            {
                [IcsClient] = new JsonObject
                {
                    ["Name"] = "Islington's case system",
                    ["Authority"] = DemonstrationPeople.Islington.Slug,
                    ["Scopes"] = "launch launch/patient online_access patient/*.rs system/*.rs",
                    ["KeySetFile"] = keys.IcsKeySet,
                    // The same page by either name, so that it can be seen across sites too.
                    ["FrameOrigins"] = new JsonArray(ports.Ics, ports.Ics.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)),
                },
            },
        },
    };

    private JsonObject Holding(DemonstrationAuthority authority, int place, string apiKey)
    {
        var holding = new JsonObject
        {
            ["Authority"] = authority.Slug,
            ["DisplayName"] = authority.DisplayName,
            ["LaNumber"] = authority.LaNumber,
            ["OnsCode"] = authority.OnsCode,
            ["Url"] = ports.Holder(place),
            ["Profile"] = Profile(authority),
            ["DataFolder"] = Path.Combine(data, authority.Slug),
            ["KeyEncryptionKeyFile"] = keys.KeyEncryption(authority.Slug),
            ["Database"] = services.Database(authority.Slug),
            ["Log"] = Log(authority.Slug, ["routing", .. Authorities.Select(other => other.Slug).Where(other => other != authority.Slug)]),
            ["Trust"] = Trust(authority.Slug, ["routing"], clientId: null),
            ["Agreements"] = Agreements(holder => holder == authority.Slug),
        }.With("Broker", services.Broker(authority.Slug, authority.Slug));
        if (!services.IsBrokered(authority.Slug)) (holding["RecordUrl"], holding["RoutingRecordUrl"]) = (ports.HolderRecord(place), ports.RoutingRecord);

        return authority == DemonstrationPeople.Islington
            ? new() { ["Holding"] = holding, ["Electronic"] = Electronic(authority, apiKey) }
            : new() { ["Holding"] = holding, ["Paper"] = Paper(authority) };
    }

    /// <summary>Each part's log is co-signed by all the others.</summary>
    private JsonObject Log(string part, IEnumerable<string> peers) => new()
    {
        ["Origin"] = DemonstrationKeys.LogOrigin(part),
        ["KeyFile"] = keys.Log(part),
        ["Peers"] = new JsonObject(peers.Select(peer => KeyValuePair.Create(peer, (JsonNode?)new JsonObject { ["KeyFile"] = keys.LogVerifier(peer) }))),
    };

    private string Profile(DemonstrationAuthority authority) => (services.IsBrokered(authority.Slug) ? TransportProfile.Brokered : TransportProfile.Direct).ToString();

    private JsonObject Trust(string self, IEnumerable<string> peers, string? clientId) => new()
    {
        ["Self"] = self,
        ["SigningKeyFile"] = keys.Signing(self),
        ["SealingKeyFile"] = keys.Sealing(self),
        ["TlsCertificateFile"] = keys.Certificate(self),
        ["TlsKeyFile"] = keys.CertificateKey(self),
        ["TlsRootsFile"] = keys.Root,
        ["PeerKeyFiles"] = new JsonObject(peers.Select(peer => KeyValuePair.Create(peer, (JsonNode?)keys.KeySet(peer)))),
        ["IdentityProviders"] = new JsonObject(Authorities.Select(authority => KeyValuePair.Create(
            authority.Slug, (JsonNode?)new JsonObject { ["Issuer"] = ports.Issuer(authority.Slug), ["Audience"] = "boroughbridge" }.With("ClientId", clientId)))),
    };

    /// <summary>Each authority opens its files to the other's officers, and accepts what is proposed in advance.</summary>
    private JsonArray Agreements(Func<string, bool> ofHolder) => new(
    [
        .. from holder in Authorities
           from employer in Authorities
           where holder != employer && ofHolder(holder.Slug)
           select (JsonNode)new JsonObject
           {
               ["Reference"] = $"{holder.Slug}-{employer.Slug}-1", ["Holder"] = holder.Slug, ["Employer"] = employer.Slug, ["State"] = nameof(AgreementState.Open),
               ["From"] = $"{today.AddYears(-2):yyyy-MM-dd}", ["Basis"] = "s25B(4)", ["StandingAcceptance"] = true,
               ["Capabilities"] = new JsonArray(Capabilities.Documents),
               ["Purposes"] = new JsonArray([.. Purposes.All.Except(["break-glass"]).Select(purpose => (JsonNode)purpose)]),
           },
    ]);

    private JsonObject Electronic(DemonstrationAuthority authority, string apiKey) => new()
    {
        ["BaseUrl"] = $"{ports.Ics}/ics/{authority.Slug}/api/v1",
        ["ApiKey"] = apiKey,
        ["PollSeconds"] = 1,
    };

    private JsonObject Paper(DemonstrationAuthority authority) => new()
    {
        ["DropFolder"] = Path.Combine(data, authority.Slug, "drop"),
        ["WorkFolder"] = Path.Combine(data, authority.Slug, "paper"),
        ["PollSeconds"] = 0.5,
        ["StillSeconds"] = 1,
    };

    private JsonObject StandIns(string apiKey) => new()
    {
        ["IdentityUrl"] = ports.Identity,
        ["IcsUrl"] = ports.Ics,
        ["IcsApiKey"] = apiKey,
        ["DataFolder"] = Path.Combine(data, "stand-ins"),
        ["BridgeUrl"] = ports.Routing,
        ["BridgeClientId"] = IcsClient,
        ["BridgeKeyFile"] = keys.IcsKey,
        ["Clients"] = new JsonArray(new JsonObject
        {
            ["ClientId"] = "boroughbridge-portal",
            ["RedirectUris"] = new JsonArray([.. Authorities.Select(authority => (JsonNode)$"{ports.Routing}/signed-in/{authority.Slug}")]),
            ["PostLogoutRedirectUris"] = new JsonArray($"{ports.Routing}/"),
            ["BackChannelLogoutUri"] = $"{ports.Routing}/backchannel-logout/{{authority}}",
        }),
    };
}

/// <summary>Members that may be absent.</summary>
internal static class JsonObjects
{
    public static JsonObject With(this JsonObject json, string name, JsonNode? value)
    {
        if (value is not null) json[name] = value;

        return json;
    }
}
