using System.Text;

namespace BoroughBridge.StandIns.Pdf;

/// <summary>Fonts every reader of PDF has.</summary>
public enum PdfFont
{
    Plain = 1,
    Bold = 2,
    Typewriter = 3,
}

/// <summary>One page being drawn. Points, from the top left.</summary>
public sealed class PdfPage
{
    private readonly StringBuilder content = new();

    internal string Content => content.ToString();

    public void Text(double x, double y, double size, string text, PdfFont font = PdfFont.Plain)
    {
        content.Append(PdfWriter.Invariant($"BT /F{(int)font} {size} Tf {x} {PdfWriter.Height - y} Td ("));
        foreach (var c in text)
        {
            // WinAnsi for what our texts use beyond ASCII; octal keeps the file itself ASCII.
            var code = c switch { '\u2013' => 150, '\u2014' => 151, '\u2018' => 145, '\u2019' => 146, '\u201c' => 147, '\u201d' => 148, '\u2022' => 149, < (char)256 => c, _ => '?' };
            if (code is '(' or ')' or '\\') content.Append('\\').Append((char)code);
            else if (code is >= 32 and < 127) content.Append((char)code);
            else content.Append('\\').Append(Convert.ToString(code, 8).PadLeft(3, '0'));
        }

        content.Append(") Tj ET\n");
    }

    /// <summary>Text wrapped at about a width; returns where the next line may begin.</summary>
    public double Paragraph(double x, double y, double size, double width, string text, PdfFont font = PdfFont.Plain)
    {
        foreach (var line in Wrap(text, (int)(width / (size * 0.5))))
        {
            Text(x, y, size, line, font);
            y += size * 1.35;
        }

        return y;
    }

    public void Box(double x, double y, double width, double height) =>
        content.Append(PdfWriter.Invariant($"{x} {PdfWriter.Height - y - height} {width} {height} re f\n"));

    public void Frame(double x, double y, double width, double height) =>
        content.Append(PdfWriter.Invariant($"0.8 w {x} {PdfWriter.Height - y - height} {width} {height} re S\n"));

    /// <summary>Lines of at most so many characters, broken at spaces.</summary>
    public static IEnumerable<string> Wrap(string text, int most)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > most)
            {
                yield return line.ToString();
                line.Clear();
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        if (line.Length > 0) yield return line.ToString();
    }
}
