namespace LakeVersion.Delta.Schemas;

/// <summary>Finds the names that a user may have meant.</summary>
internal static class NearNames
{
    /// <summary>" Did you mean 'a' or 'b'?" or an empty text where nothing is near.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var near = known
            .Select(candidate => (Name: candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(1, name.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(3)
            .Select(candidate => $"'{candidate.Name}'");
        var text = string.Join(" or ", near);
        return text.Length == 0 ? "" : $" Did you mean {text}?";
    }

    // Levenshtein's distance, one row of the table at a time.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[right.Length];
    }
}
