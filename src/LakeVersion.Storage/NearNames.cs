namespace LakeVersion.Storage;

/// <summary>Names that a person may have meant.</summary>
public static class NearNames
{
    private const int Most = 3;

    /// <summary>Up to three candidates within a third of the wanted name's length in edits, nearest first.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(candidates);
        var bound = Math.Max(1, wanted.Length / 3);
        return
        [
            .. candidates
                .Select(name => (name, distance: Rank(wanted, name, bound)))
                .Where(pair => pair.distance <= bound)
                .OrderBy(pair => pair.distance)
                .ThenBy(pair => pair.name, StringComparer.Ordinal)
                .Take(Most)
                .Select(pair => pair.name),
        ];
    }

    /// <summary>A sentence's end that names the candidates, as <c> Did you mean 'main'?</c>; empty where there are none.</summary>
    public static string Hint(string wanted, IEnumerable<string> candidates) => Of(wanted, candidates) is { Count: > 0 } near
        ? $" Did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?"
        : "";

    private static int Rank(string wanted, string name, int bound)
    {
        if (Math.Abs(wanted.Length - name.Length) > bound)
        {
            // A forgotten beginning or end is near, however long.
            return wanted.Length >= 3 && name.Contains(wanted, StringComparison.OrdinalIgnoreCase) ? bound : int.MaxValue;
        }

        return Distance(wanted.ToUpperInvariant(), name.ToUpperInvariant());
    }

    // Edits with neighbours swapped counting as one (optimal string alignment).
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            table[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            table[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var least = Math.Min(change, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                table[i, j] = swapped ? Math.Min(least, table[i - 2, j - 2] + 1) : least;
            }
        }

        return table[a.Length, b.Length];
    }
}
