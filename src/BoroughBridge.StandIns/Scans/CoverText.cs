using System.Globalization;
using System.Text;

namespace BoroughBridge.StandIns.Scans;

/// <summary>The text in a cover sheet's QR code: <c>BB1*authority*icsPersonId*docType*yyyyMMdd*pages*CRC</c>.</summary>
public static class CoverText
{
    /// <summary>The code of a document of so many pages, its check included.</summary>
    public static string Of(string authority, string icsPersonId, string documentType, DateOnly date, int pages)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"BB1*{authority}*{icsPersonId}*{documentType}*{date:yyyyMMdd}*{pages}");

        return $"{text}*{Crc16(text):X4}";
    }

    /// <summary>CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, not reflected.</summary>
    public static int Crc16(string text)
    {
        var crc = 0xFFFF;
        foreach (var octet in Encoding.ASCII.GetBytes(text))
        {
            crc ^= octet << 8;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : (crc << 1) & 0xFFFF;
        }

        return crc;
    }
}
