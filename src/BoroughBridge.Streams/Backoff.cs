using System.Security.Cryptography;

namespace BoroughBridge.Streams;

/// <summary>Growing pauses between attempts, a fifth of each at random so that many readers do not knock together.</summary>
internal sealed class Backoff(double most = 5)
{
    private const double First = 0.2;
    private double next = First;

    public TimeSpan Next()
    {
        var pause = next * (1 + RandomNumberGenerator.GetInt32(200) / 1000.0);
        next = Math.Min(next * 2, most);

        return TimeSpan.FromSeconds(pause);
    }

    public void Reset() => next = First;
}
