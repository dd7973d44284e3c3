using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BoroughBridge.Trust.Doors;

/// <summary>Where a part listens.</summary>
/// <param name="Url"><c>http://127.0.0.1:5080</c>; TLS towards browsers ends at the proxy in front.</param>
/// <param name="RecordUrl"><c>https://127.0.0.1:5087</c>, mutual TLS; empty where the broker carries the record protocol and nothing is listened on.</param>
/// <param name="DataFolder">Folder of the operator socket.</param>
public sealed record DoorAddresses(string Url, string RecordUrl, string DataFolder)
{
    /// <summary>Longest path a Unix socket may have on Linux (sun_path less its closing zero).</summary>
    private const int MostSocketPath = 107;

    /// <summary>Path of the operator's socket.</summary>
    public string Socket => Path.Combine(Path.GetFullPath(DataFolder), "operator.sock");

    /// <summary>One line that says what cannot be listened on, naming the setting; none where all is well.</summary>
    public string? Refusal()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.AbsolutePath != "/") return "Url must be http://address:port";
        if (RecordUrl.Length > 0 && !IsRecord(RecordUrl)) return "RecordUrl must be https://address:port";
        if (System.Text.Encoding.UTF8.GetByteCount(Socket) > MostSocketPath) return "DataFolder is too long a path for a Unix socket";

        return null;
    }

    private static bool IsRecord(string url) => Uri.TryCreate(url, UriKind.Absolute, out var record) && record.Scheme == Uri.UriSchemeHttps && record.AbsolutePath == "/";
}

/// <summary>Opens a part's doors on Kestrel.</summary>
public static class DoorListeners
{
    /// <summary>Listens at all its doors. The socket of a part that was killed is removed first; its folder is made private to this user.</summary>
    public static void ListenAtDoors(this KestrelServerOptions kestrel, DoorAddresses at, TrustOptions trust)
    {
        if (at.Refusal() is { } refusal) throw new ArgumentException(refusal, nameof(at));

        kestrel.AddServerHeader = false;
        Listen(kestrel, new Uri(at.Url), listener => Mark(listener, Door.Public));
        if (at.RecordUrl.Length > 0)
        {
            Listen(kestrel, new Uri(at.RecordUrl), listener =>
            {
                Mark(listener, Door.Record);
                listener.UseHttps(https => MutualTls.Serve(https, trust));
            });
        }

        MakePrivate(Path.GetDirectoryName(at.Socket)!);
        File.Delete(at.Socket);
        kestrel.ListenUnixSocket(at.Socket, listener => Mark(listener, Door.Operator));
    }

    /// <summary>Lets only this user open the socket; call once the host has started. Its folder keeps others out until then.</summary>
    public static void GuardSocket(this DoorAddresses at)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(at.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder)) return;

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void Mark(ListenOptions listener, Door door)
    {
        var mark = new DoorMark(door);
        listener.Use(next => connection =>
        {
            connection.Features.Set(mark);

            return next(connection);
        });
    }

    private static void Listen(KestrelServerOptions kestrel, Uri url, Action<ListenOptions> configure)
    {
        if (url.IsLoopback && url.HostNameType == UriHostNameType.Dns) kestrel.ListenLocalhost(url.Port, configure);
        else if (IPAddress.TryParse(url.DnsSafeHost, out var address)) kestrel.Listen(address, url.Port, configure);
        else kestrel.ListenAnyIP(url.Port, configure);
    }
}
