using System.Text;

namespace BoroughBridge.Adapters.PaperScan.Covers;

/// <summary>CRC-16/CCITT-FALSE (start FFFF, polynomial 1021), the check on cover sheets: four upper-case hex digits.</summary>
public static class Crc16
{
    public static string Of(string text)
    {
        ushort crc = 0xFFFF;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            crc ^= (ushort)(value << 8);
            for (var bit = 0; bit < 8; bit++) crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
        }

        return crc.ToString("X4", null);
    }
}
