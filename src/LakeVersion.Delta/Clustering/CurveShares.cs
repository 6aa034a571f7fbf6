namespace LakeVersion.Delta.Clustering;

/// <summary>Divides a curve into stretches of about equally many rows, by a count of the rows in each small part of it.</summary>
/// <param name="totalBits">Bits of a place on the curve.</param>
internal sealed class CurveShares(int totalBits)
{
    private readonly int shift = Math.Max(0, totalBits - 16);
    private readonly long[] counts = new long[1 << Math.Min(totalBits, 16)];

    public void Add(ReadOnlySpan<ulong> places)
    {
        foreach (var place in places)
        {
            counts[place >> shift]++;
        }
    }

    /// <summary>Stretches in order, each with both ends included, that together are the curve. A part that holds more than
    /// <paramref name="rows"/> by itself is one stretch.</summary>
    public IEnumerable<(ulong First, ulong Last)> Divide(long rows)
    {
        var (first, held) = (0, 0L);
        for (var part = 0; part < counts.Length; part++)
        {
            if (held > 0 && held + counts[part] > rows)
            {
                yield return ((ulong)first << shift, ((ulong)part << shift) - 1);
                (first, held) = (part, 0);
            }

            held += counts[part];
        }

        yield return ((ulong)first << shift, ulong.MaxValue);
    }
}
