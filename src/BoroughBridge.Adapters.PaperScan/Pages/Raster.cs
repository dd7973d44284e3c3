namespace BoroughBridge.Adapters.PaperScan.Pages;

/// <summary>A page as grey pixels, 0 black to 255 white, row by row.</summary>
internal sealed class Raster(int width, int height, byte[] pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public byte[] Pixels { get; } = pixels;

    /// <summary>Reads a binary PGM of 8 bits, as pdftoppm writes it; none where it is cut short or is something else.</summary>
    public static Raster? FromPgm(ReadOnlySpan<byte> file)
    {
        var at = 0;
        if (!file.StartsWith("P5"u8)) return null;

        at = 2;
        if (Number(file, ref at) is not { } width || Number(file, ref at) is not { } height || Number(file, ref at) is not 255) return null;

        at++;
        if (width <= 0 || height <= 0 || (long)width * height != file.Length - at) return null;

        return new(width, height, file[at..].ToArray());
    }

    /// <summary>Writes a binary PGM.</summary>
    public async Task WriteAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"P5\n{Width} {Height}\n255\n"), ct);
        await file.WriteAsync(Pixels, ct);
    }

    /// <summary>Turned clockwise by quarter turns.</summary>
    public Raster Turned(int degrees)
    {
        if (degrees == 0) return this;

        var (width, height) = degrees == 180 ? (Width, Height) : (Height, Width);
        var turned = new byte[Pixels.Length];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (toX, toY) = degrees switch { 90 => (Height - 1 - y, x), 180 => (Width - 1 - x, Height - 1 - y), _ => (y, Width - 1 - x) };
                turned[(toY * width) + toX] = Pixels[(y * Width) + x];
            }
        }

        return new(width, height, turned);
    }

    /// <summary>The value between pixels, by the four about it; white outside.</summary>
    public byte At(double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        if (left < 0 || top < 0 || left >= Width - 1 || top >= Height - 1) return 255;

        double right = x - left, down = y - top;
        var at = (top * Width) + left;
        var upper = Pixels[at] + ((Pixels[at + 1] - Pixels[at]) * right);
        var lower = Pixels[at + Width] + ((Pixels[at + Width + 1] - Pixels[at + Width]) * right);

        return (byte)(upper + ((lower - upper) * down));
    }

    /// <summary>Half as wide and high, each pixel the mean of four.</summary>
    public Raster Halved()
    {
        int width = Width / 2, height = Height / 2;
        var half = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var row = 2 * y * Width;
            for (var x = 0; x < width; x++)
            {
                var at = row + (2 * x);
                half[(y * width) + x] = (byte)((Pixels[at] + Pixels[at + 1] + Pixels[at + Width] + Pixels[at + Width + 1]) / 4);
            }
        }

        return new(width, height, half);
    }

    private static int? Number(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length && file[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        var start = at;
        while (at < file.Length && at - start < 7 && file[at] is >= (byte)'0' and <= (byte)'9') at++;

        return at > start && int.TryParse(file[start..at], out var number) ? number : null;
    }
}
