using System.Globalization;

namespace BoroughBridge.StandIns.Children;

/// <summary>Identifiers that pass their own checks and belong to nobody.</summary>
internal static class Numbers
{
    /// <summary>The n-th NHS number of the test range 999 000 xxxx whose check digit exists.</summary>
    public static string Nhs(int n)
    {
        for (var serial = 100; ; serial++)
        {
            var nine = "999000" + serial.ToString("D3", CultureInfo.InvariantCulture);
            var check = 11 - (nine.Select((digit, i) => (digit - '0') * (10 - i)).Sum() % 11);
            if (check == 10) continue;
            if (n-- == 0) return nine + (check == 11 ? 0 : check).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A unique pupil number: check letter, authority, school, year, serial (domain.md 2.2).</summary>
    public static string Upn(string laNumber, int year, int serial)
    {
        var twelve = string.Create(CultureInfo.InvariantCulture, $"{laNumber}99{serial % 90 + 10:D2}{year % 100:D2}{serial:D3}");
        var sum = twelve.Select((digit, i) => (digit - '0') * (i + 2)).Sum();

        return "ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23] + twelve;
    }
}
