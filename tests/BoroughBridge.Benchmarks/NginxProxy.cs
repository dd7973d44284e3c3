using System.Diagnostics;
using System.Globalization;

namespace BoroughBridge.Benchmarks;

/// <summary>The floor of carrying bytes: nginx (nginx-light) that passes a request on to another that serves the same bytes from a file. No token, no decision, no log.</summary>
public sealed class NginxProxy : IAsyncDisposable
{
    private readonly string folder;
    private readonly Process process;

    private NginxProxy(string folder, Process process, Uri url) => (this.folder, this.process, Url) = (folder, process, url);

    public Uri Url { get; }

    public static async Task<NginxProxy> StartAsync(byte[] body)
    {
        var folder = Directory.CreateTempSubdirectory("bb-bench-nginx-").FullName;
        var first = TenPorts.Free();
        await File.WriteAllBytesAsync(Path.Combine(folder, "body"), body);
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off; pid {{folder}}/pid; error_log {{folder}}/error.log; worker_processes 1;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            events { worker_connections 512; }
            http {
                access_log off; client_body_temp_path {{folder}}/b; proxy_temp_path {{folder}}/p; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
                upstream behind { server 127.0.0.1:{{first + 1}}; keepalive 64; }
                server { listen 127.0.0.1:{{first + 1}}; root {{folder}}; default_type application/octet-stream; }
                server { listen 127.0.0.1:{{first}}; location / { proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; } }
            }

            """));
        var nginx = new[] { "/usr/sbin/nginx", "/usr/bin/nginx" }.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("nginx is not there (apt-get install nginx-light)");
        var proxy = new NginxProxy(folder, Process.Start(nginx, ["-c", Path.Combine(folder, "nginx.conf"), "-p", folder]), new($"http://127.0.0.1:{first}/body"));
        using var http = new HttpClient();
        await Until.TrueAsync(async () => (await http.GetByteArrayAsync(proxy.Url)).AsSpan().SequenceEqual(body));

        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
