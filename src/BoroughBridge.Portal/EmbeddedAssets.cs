using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace BoroughBridge.Portal;

/// <summary>Stylesheets and scripts, carried inside the assembly.</summary>
internal sealed class EmbeddedAssets
{
    private const string Prefix = "assets/";
    private readonly FrozenDictionary<string, (byte[] Bytes, EntityTagHeaderValue Tag)> assets = Load();

    public Results<FileContentHttpResult, NotFound> Serve(string name)
    {
        if (!assets.TryGetValue(name, out var asset)) return TypedResults.NotFound();
        var type = Path.GetExtension(name) switch { ".css" => "text/css", ".js" => "text/javascript", _ => "image/svg+xml" };

        return TypedResults.File(asset.Bytes, type, entityTag: asset.Tag);
    }

    private static FrozenDictionary<string, (byte[], EntityTagHeaderValue)> Load()
    {
        var assembly = typeof(EmbeddedAssets).Assembly;

        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[Prefix.Length..],
            name =>
            {
                using var resource = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[resource.Length];
                resource.ReadExactly(bytes);

                return (bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\""));
            });
    }
}
