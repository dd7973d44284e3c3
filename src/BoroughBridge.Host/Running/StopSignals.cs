using System.Runtime.InteropServices;

namespace BoroughBridge.Host.Running;

/// <summary>Ctrl-C and SIGTERM as one token: the first asks for a graceful stop, a second is left to the system.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<PosixSignalRegistration> registrations;

    public StopSignals() => registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Heard), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Heard)];

    public CancellationToken Token => stop.Token;

    private void Heard(PosixSignalContext signal)
    {
        if (stop.IsCancellationRequested) return;
        signal.Cancel = true;
        _ = stop.CancelAsync();
    }

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        stop.Dispose();
    }
}
