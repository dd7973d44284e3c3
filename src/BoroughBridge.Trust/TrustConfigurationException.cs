namespace BoroughBridge.Trust;

/// <summary>A setting of section <c>Trust</c> that cannot be used: one line that names the setting and never what is in the file.</summary>
public sealed class TrustConfigurationException(string setting, string problem, Exception? inner = null)
    : Exception($"{setting}: {problem}", inner)
{
    /// <summary>Which setting, within its section: <c>SigningKeyFile</c>, <c>PeerKeyFiles:islington</c>.</summary>
    public string Setting => setting;
}
