namespace BoroughBridge.Holding;

/// <summary>The holding will not start: which setting, and why, in one line that an operator can act on. Never carries a secret's value.</summary>
public sealed class ConfigurationRefusedException(string setting, string reason) : Exception($"{setting} {reason}")
{
    /// <summary>Path of the setting within the holding's section: <c>KeyEncryptionKeyFile</c>.</summary>
    public string Setting => setting;
}
