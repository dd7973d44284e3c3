using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BoroughBridge.Contracts.Record;
using BoroughBridge.Trust;

namespace BoroughBridge.Routing.Read;

/// <summary>One request to a holder, up to its verified header. Of an answer that is not what was asked for, not a byte is taken.</summary>
internal static class HolderCall
{
    private static readonly MediaTypeHeaderValue Jose = new("application/jose");

    public static async Task<HolderAnswer> SendAsync(
        HttpClient http, Uri to, string signed, AccessAssertion asked, JwsVerifier verifier, TimeProvider clock, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(signed)) };
        request.Content.Headers.ContentType = Jose;

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        var taken = false;
        try
        {
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) return HolderAnswer.Failed("holder-log");
            if (response.StatusCode != HttpStatusCode.OK) return HolderAnswer.Failed("holder-status");
            if (response.Content.Headers.ContentType?.MediaType != ReadAnswer.ContentType) return HolderAnswer.Failed("answer-type");

            var body = await response.Content.ReadAsStreamAsync(ct);
            var answer = await AnswerAsync(body, asked, verifier, clock, response, ct);
            taken = answer.Response is not null;

            return answer;
        }
        finally
        {
            if (!taken) response.Dispose();
        }
    }

    private static async Task<HolderAnswer> AnswerAsync(
        Stream body, AccessAssertion asked, JwsVerifier verifier, TimeProvider clock, HttpResponseMessage response, CancellationToken ct)
    {
        var length = new byte[4];
        await body.ReadExactlyAsync(length, ct);
        var size = BinaryPrimitives.ReadUInt32BigEndian(length);
        if (size is 0 or > ReadAnswer.MostHeaderBytes) return HolderAnswer.Failed("answer-length");

        var header = new byte[size];
        await body.ReadExactlyAsync(header, ct);
        if (!verifier.TryVerify<ReadAnswer>(Encoding.ASCII.GetString(header), ReadAnswer.Typ, out var answer, out var failure)) return HolderAnswer.Failed("answer-" + failure);
        if (AnswerCheck.Fault(answer, asked, clock.GetUtcNow()) is { } fault) return HolderAnswer.Failed(fault);

        return answer.Refused is not null ? HolderAnswer.No() : HolderAnswer.Of(answer.Things, response, body);
    }
}
