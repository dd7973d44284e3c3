using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust;
using NUnit.Framework;

namespace BoroughBridge.IntegrationTests.Holding;

/// <summary>A holder's answer as routing takes it apart: the verified header, then the bytes of each thing.</summary>
internal sealed record Answer(int Status, ReadAnswer? Header, IReadOnlyList<byte[]> Bodies, int ContentBytes)
{
    private static readonly JwsVerifier Islington = TrustBundle.Load(TestParts.Trust("routing", "islington")).VerifierFor("islington");

    public string? Refused => Header?.Refused;

    public JsonElement Json(int index = 0) => JsonDocument.Parse(Bodies[index]).RootElement;

    public string Text(int index = 0) => Encoding.UTF8.GetString(Bodies[index]);

    public static Answer Read(int status, ReadOnlyMemory<byte> bytes)
    {
        if (status != 200) return new(status, null, [], bytes.Length);
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes.Span);
        var jws = Encoding.ASCII.GetString(bytes.Span.Slice(4, length));
        Assert.That(Islington.TryVerify<ReadAnswer>(jws, ReadAnswer.Typ, out var header, out var failure), Is.True, failure);

        var at = 4 + length;
        var bodies = new List<byte[]>();
        foreach (var thing in header!.Things)
        {
            bodies.Add(bytes.Slice(at, (int)thing.Size).ToArray());
            at += (int)thing.Size;
        }

        Assert.That(at, Is.EqualTo(bytes.Length), "no byte but those of the manifest");

        return new(status, header, bodies, bodies.Sum(body => body.Length));
    }
}
