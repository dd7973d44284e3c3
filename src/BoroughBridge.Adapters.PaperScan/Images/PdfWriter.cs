using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Images;

/// <summary>Writes a PDF object by object and its cross-reference table at the end.</summary>
internal sealed class PdfWriter(Stream to)
{
    private readonly List<long> offsets = [];
    private long position;

    public void Text(string text) => Bytes(Encoding.Latin1.GetBytes(text));

    public int Reserve()
    {
        offsets.Add(0);

        return offsets.Count;
    }

    public int Object(string body)
    {
        var number = Reserve();
        At(number, body);

        return number;
    }

    public void At(int number, string body)
    {
        offsets[number - 1] = position;
        Text($"{number} 0 obj\n{body}\nendobj\n");
    }

    public int Stream(string entries, ReadOnlySpan<byte> data)
    {
        var number = Reserve();
        offsets[number - 1] = position;
        Text($"{number} 0 obj\n<< {entries} /Length {data.Length} >>\nstream\n");
        Bytes(data);
        Text("\nendstream\nendobj\n");

        return number;
    }

    public void Finish(int catalogue)
    {
        var start = position;
        Text($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) Text($"{offset:0000000000} 00000 n \n");
        Text($"trailer\n<< /Size {offsets.Count + 1} /Root {catalogue} 0 R >>\nstartxref\n{start}\n%%EOF\n");
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        to.Write(bytes);
        position += bytes.Length;
    }
}
