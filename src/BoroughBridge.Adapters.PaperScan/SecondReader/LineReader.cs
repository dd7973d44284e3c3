using BoroughBridge.Adapters.PaperScan.Pages;

namespace BoroughBridge.Adapters.PaperScan.SecondReader;

/// <summary>
/// Reads a cut of one word or line with PP-OCRv4's recogniser: an engine of another make than Tesseract, so that the two seldom err alike. It is
/// optional: without it more papers go to a person.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int Height = 48;
    private const int Widest = 1200;
    private readonly OnnxModel? model;
    private readonly string[] letters = [];

    /// <exception cref="InvalidOperationException">The folder is named and does not hold the reader; the message is a code.</exception>
    public LineReader(PaperOptions options)
    {
        if (options.SecondReaderFolder is not { } folder) return;

        var library = Path.Combine(folder, OperatingSystem.IsWindows() ? "onnxruntime.dll" : "libonnxruntime.so.1");
        string recogniser = Path.Combine(folder, "ch_PP-OCRv4_rec_infer.onnx"), keys = Path.Combine(folder, "ppocr_keys_v1.txt");
        if (!File.Exists(library) || !File.Exists(recogniser) || !File.Exists(keys)) throw new InvalidOperationException("Paper:SecondReaderFolder lacks the reader's files");

        // Class 0 is none, then a class a line, then the space.
        letters = ["", .. File.ReadAllLines(keys), " "];
        model = new OnnxModel(library, File.ReadAllBytes(recogniser));
    }

    public bool IsThere => model is not null;

    /// <summary>The text of a cut and the least of its letters' confidences, percent.</summary>
    public (string Text, int Confidence) Read(Raster cut)
    {
        var width = Math.Clamp((int)Math.Ceiling(cut.Width * Height / (double)cut.Height), 16, Widest);
        var values = new float[3 * Height * width];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var value = (cut.At((x + 0.5) * cut.Width / width - 0.5, (y + 0.5) * cut.Height / Height - 0.5) / 127.5f) - 1;
                for (var colour = 0; colour < 3; colour++) values[(((colour * Height) + y) * width) + x] = value;
            }
        }

        var (answer, shape) = model!.Run(values, [1, 3, Height, width]);

        return Decode(answer, (int)shape[1], (int)shape[2]);
    }

    public void Dispose() => model?.Dispose();

    private static int Likeliest(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var at = 1; at < scores.Length; at++)
        {
            if (scores[at] > scores[best]) best = at;
        }

        return best;
    }

    // The likeliest class of each step; the same again without a none between is one letter.
    private (string Text, int Confidence) Decode(float[] answer, int steps, int classes)
    {
        var (text, least, last) = (new System.Text.StringBuilder(), 1f, 0);
        for (var step = 0; step < steps; step++)
        {
            var scores = answer.AsSpan(step * classes, classes);
            var best = Likeliest(scores);
            if (best != 0 && best != last && best < letters.Length)
            {
                text.Append(letters[best]);
                least = Math.Min(least, scores[best]);
            }

            last = best;
        }

        return (text.ToString(), text.Length == 0 ? 0 : (int)(least * 100));
    }
}
