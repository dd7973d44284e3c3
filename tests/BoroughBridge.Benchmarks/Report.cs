using System.Globalization;
using System.Text.Json;

namespace BoroughBridge.Benchmarks;

/// <summary>A table on the screen, and the same rows as <c>artifacts/bench/NAME.json</c>.</summary>
public sealed class Report(string name, params string[] columns)
{
    private readonly List<object[]> rows = [];

    public void Add(params object[] row) => rows.Add(row);

    public async Task WriteAsync()
    {
        var texts = rows.ConvertAll(row => Array.ConvertAll(row, Text));
        var widths = columns.Select((column, i) => Math.Max(column.Length, texts.Max(row => row[i].Length))).ToArray();
        Console.WriteLine();
        Line(columns);
        foreach (var row in texts) Line(row);

        var folder = Directory.CreateDirectory(Path.Combine("artifacts", "bench")).FullName;
        var file = Path.Combine(folder, $"{name}.json");
        var json = new
        {
            name,
            at = TimeProvider.System.GetUtcNow(),
            processors = Environment.ProcessorCount,
            rows = rows.Select(row => columns.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second)),
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(json, new JsonSerializerOptions { WriteIndented = true }) + "\n");
        Console.WriteLine($"\nwritten to artifacts/bench/{name}.json");

        void Line(IReadOnlyList<string> cells) => Console.WriteLine(string.Join("  ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
    }

    private static string Text(object value) => value switch
    {
        double number => number.ToString(number >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}

/// <summary>Latencies of one run.</summary>
public sealed class Latencies(IEnumerable<double> milliseconds)
{
    private readonly double[] sorted = [.. milliseconds.Order()];

    public int Count => sorted.Length;

    public double At(double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
