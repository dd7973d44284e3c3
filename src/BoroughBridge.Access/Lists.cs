namespace BoroughBridge.Access;

/// <summary>Looking through short lists without making anything.</summary>
internal static class Lists
{
    public static bool Has(IReadOnlyList<string> list, string wanted)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i], wanted, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
