using System.Diagnostics;

namespace BoroughBridge.IntegrationTests.Servers;

/// <summary>
/// Runs servers under a small shell that holds the other end of a pipe: when the test run ends, however it ends, the pipe closes and the shell
/// kills them and removes their folder. (A parent-death signal would fire when the thread that started them ends.)
/// </summary>
internal sealed class Keeper : IAsyncDisposable
{
    // $1 folder, $2 user to run as, then one command line a server; words over the pipe: start, kill. Each answers with the same word.
    private const string Script =
        """
        set -m; exec 2>/dev/null
        folder=$1; user=$2; shift 2
        drop=; [ "$(id -u)" = 0 ] && [ -n "$user" ] && drop="setpriv --reuid=$user --regid=$user --init-groups"
        pids=
        start() {
          for line in "$@"; do
            ( cd "$folder"; eval "exec $drop $line" ) </dev/null >>"$folder/out" 2>&1 &
            pids="$pids $!"
          done
        }
        stop() {
          for pid in $pids; do kill -9 -- -"$pid"; done
          wait
          # What they started is not ours to wait for, and may hold a port for a while yet.
          for pid in $pids; do while pgrep -g "$pid" -r D,R,S,T >/dev/null; do sleep 0.02; done; done
          pids=
        }
        while read -r word; do
          case $word in
            start) start "$@" ;;
            kill) stop ;;
          esac
          echo "$word"
        done
        stop
        rm -rf "$folder"
        """;

    private readonly Process process;

    private Keeper(Process process) => this.process = process;

    public static async Task<Keeper> StartAsync(string folder, string user, IReadOnlyDictionary<string, string> environment, params string[] commands)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "-c", Script, "keeper", folder, user }.Concat(commands)) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var keeper = new Keeper(Process.Start(start)!);
        await keeper.SayAsync("start");

        return keeper;
    }

    /// <summary>Says <c>kill</c> (SIGKILL to every server and what they started) or <c>start</c>, and waits until it is done.</summary>
    public async Task SayAsync(string word)
    {
        await process.StandardInput.WriteLineAsync(word);
        await process.StandardInput.FlushAsync();
        var said = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (said != word) throw new InvalidOperationException($"the keeper answered {said ?? "nothing"} to {word}");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        process.Dispose();
    }
}
