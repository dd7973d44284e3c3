using System.ComponentModel.DataAnnotations;
using BoroughBridge.Adapters.Electronic;
using BoroughBridge.Adapters.PaperScan;
using BoroughBridge.Holding;
using BoroughBridge.Routing;
using BoroughBridge.StandIns;
using BoroughBridge.Streams;

namespace BoroughBridge.Host.Configuration;

/// <summary>The configuration file: the roles that this process runs.</summary>
public sealed class BridgeOptions : IValidatableObject
{
    /// <summary>True only for the demonstration; the stand-ins refuse to start without it.</summary>
    public bool Demonstration { get; set; }

    /// <summary>Least level of what is logged for operators.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>The routing role; absent where another process runs it.</summary>
    public RoutingOptions? Routing { get; set; }

    /// <summary>The holdings this process runs.</summary>
    public List<HoldingRoleOptions> Holdings { get; } = [];

    /// <summary>The demonstration's stand-ins for boroughs' own systems.</summary>
    public StandInOptions? StandIns { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Routing is null && Holdings.Count == 0 && StandIns is null) yield return new("Routing or Holdings is required: the file names no role");

        foreach (var twice in Holdings.GroupBy(holding => holding.Holding.Authority).Where(group => group.Key.Length > 0 && group.Count() > 1))
            yield return new($"Holdings names {twice.Key} more than once");

        foreach (var (path, url) in Addresses().GroupBy(pair => pair.Url).Where(group => group.Key.Length > 0 && group.Count() > 1).Select(group => group.Last()))
            yield return new($"{path} is an address that another role has");

        // An agreement is what eight officers signed, never what a file says (A19).
        foreach (var path in Seeded().Where(_ => !Demonstration)) yield return new($"{path} is for the demonstration alone: agreements are drafted and signed at the desks");

        foreach (var (path, broker) in Brokers().Where(pair => !IsBroker(pair.Broker.Uri)))
            yield return new($"{path}:Uri is not amqp(s)://host:port/vhost without a user");
    }

    private IEnumerable<(string Path, string Url)> Addresses() =>
    [
        .. Routing is null ? [] : new[] { ("Routing:Url", Routing.Url), ("Routing:RecordUrl", Routing.RecordUrl) },
        .. Holdings.SelectMany((holding, index) => new[] { ($"Holdings:{index}:Holding:Url", holding.Holding.Url), ($"Holdings:{index}:Holding:RecordUrl", holding.Holding.RecordUrl) }),
    ];

    private IEnumerable<string> Seeded() =>
    [
        .. Routing is { Agreements.Count: > 0 } ? new[] { "Routing:Agreements" } : [],
        .. Holdings.Select((holding, index) => (holding.Holding.Agreements.Count, Path: $"Holdings:{index}:Holding:Agreements")).Where(pair => pair.Count > 0).Select(pair => pair.Path),
    ];

    private IEnumerable<(string Path, BrokerOptions Broker)> Brokers() =>
    [
        .. (Routing?.Authorities ?? []).Where(pair => pair.Value.Broker is not null).Select(pair => ($"Routing:Authorities:{pair.Key}:Broker", pair.Value.Broker!)),
        .. Holdings.Select((holding, index) => ($"Holdings:{index}:Holding:Broker", holding.Holding.Broker!)).Where(pair => pair.Item2 is not null),
    ];

    private static bool IsBroker(string text) => text.Length == 0
        || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.Host.Length > 0 && uri.UserInfo.Length == 0);
}

/// <summary>One holding and the adapters that fill it.</summary>
public sealed class HoldingRoleOptions
{
    [Required]
    public HoldingOptions Holding { get; set; } = new();

    /// <summary>Where its case system is electronic.</summary>
    public ElectronicOptions? Electronic { get; set; }

    /// <summary>Where its files are paper.</summary>
    public PaperOptions? Paper { get; set; }
}
