using System.Runtime.InteropServices;
using System.Text;

namespace BoroughBridge.Adapters.PaperScan.SecondReader;

/// <summary>One model run by ONNX Runtime through its C API: one tensor of floats in, one out. The table's places are fixed by onnxruntime_c_api.h and only ever appended to.</summary>
internal sealed unsafe class OnnxModel : IDisposable
{
    private const uint ApiVersion = 16;
    private const int Float = 1;
    private readonly nint* api;
    private readonly nint environment;
    private readonly nint session;
    private readonly nint memory;
    private readonly byte[] input;
    private readonly byte[] output;

    /// <exception cref="InvalidOperationException">The library or the model is not one; the message is a code.</exception>
    public OnnxModel(string library, byte[] model)
    {
        if (!NativeLibrary.TryLoad(library, out var loaded) || !NativeLibrary.TryGetExport(loaded, "OrtGetApiBase", out var getBase)) throw new InvalidOperationException("second-reader-library");

        var apiBase = ((delegate* unmanaged<nint*>)getBase)();
        api = ((delegate* unmanaged<uint, nint*>)apiBase[0])(ApiVersion);
        if (api is null) throw new InvalidOperationException("second-reader-library");

        nint made = 0;
        fixed (byte* name = "paper\0"u8) Check(((delegate* unmanaged<int, byte*, nint*, nint>)api[3])(3, name, &made));
        environment = made;
        nint options = 0;
        Check(((delegate* unmanaged<nint*, nint>)api[10])(&options));
        Check(((delegate* unmanaged<nint, int, nint>)api[24])(options, 1));
        Check(((delegate* unmanaged<nint, int, nint>)api[25])(options, 1));
        fixed (byte* bytes = model) Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)api[8])(environment, bytes, (nuint)model.Length, options, &made));
        session = made;
        ((delegate* unmanaged<nint, void>)api[100])(options);
        Check(((delegate* unmanaged<int, int, nint*, nint>)api[69])(0, 0, &made));
        memory = made;
        nint allocator = 0;
        Check(((delegate* unmanaged<nint*, nint>)api[78])(&allocator));
        (input, output) = (NameAt(36, allocator), NameAt(37, allocator));
    }

    /// <summary>Runs the model; the answer and its dimensions.</summary>
    public (float[] Values, long[] Shape) Run(float[] values, long[] shape)
    {
        nint given = 0, made = 0, info = 0;
        fixed (float* data = values)
        fixed (long* dimensions = shape)
        fixed (byte* inputName = input, outputName = output)
        {
            try
            {
                Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)api[49])(
                    memory, data, (nuint)values.Length * sizeof(float), dimensions, (nuint)shape.Length, Float, &given));
                byte* inputs = inputName, outputs = outputName;
                Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)api[9])(session, 0, &inputs, &given, 1, &outputs, 1, &made));
                Check(((delegate* unmanaged<nint, nint*, nint>)api[65])(made, &info));
                nuint count;
                Check(((delegate* unmanaged<nint, nuint*, nint>)api[61])(info, &count));
                var answerShape = new long[count];
                fixed (long* to = answerShape) Check(((delegate* unmanaged<nint, long*, nuint, nint>)api[62])(info, to, count));
                float* answer;
                Check(((delegate* unmanaged<nint, float**, nint>)api[51])(made, &answer));

                return (new ReadOnlySpan<float>(answer, (int)answerShape.Aggregate(1L, (all, part) => all * part)).ToArray(), answerShape);
            }
            finally
            {
                if (info != 0) ((delegate* unmanaged<nint, void>)api[99])(info);
                if (made != 0) ((delegate* unmanaged<nint, void>)api[96])(made);
                if (given != 0) ((delegate* unmanaged<nint, void>)api[96])(given);
            }
        }
    }

    public void Dispose()
    {
        ((delegate* unmanaged<nint, void>)api[94])(memory);
        ((delegate* unmanaged<nint, void>)api[95])(session);
        ((delegate* unmanaged<nint, void>)api[92])(environment);
    }

    private byte[] NameAt(int place, nint allocator)
    {
        byte* name;
        Check(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)api[place])(session, 0, allocator, &name));

        return [.. Encoding.UTF8.GetBytes(Marshal.PtrToStringUTF8((nint)name) ?? ""), 0];
    }

    private void Check(nint status)
    {
        if (status == 0) return;

        ((delegate* unmanaged<nint, void>)api[93])(status);
        throw new InvalidOperationException("second-reader-run");
    }
}
