namespace LakeVersion.Delta.Clustering;

/// <summary>Where a point lies on a curve. Pure.</summary>
internal static class CurveOrder
{
    /// <summary>The place on the curve: a number of as many bits as all coordinates have.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="point">The coordinates, each below two to the power of <paramref name="bits"/>; changed by the call.</param>
    /// <param name="bits">Bits of a coordinate; of all together at most 64.</param>
    public static ulong Of(SpaceCurve curve, Span<uint> point, int bits)
    {
        if (curve == SpaceCurve.Hilbert)
        {
            ToHilbert(point, bits);
        }

        ulong place = 0;
        for (var bit = bits - 1; bit >= 0; bit--)
        {
            foreach (var coordinate in point)
            {
                place = (place << 1) | ((coordinate >> bit) & 1);
            }
        }

        return place;
    }

    // J. Skilling, "Programming the Hilbert curve", AIP Conference Proceedings 707 (2004): coordinates become the transposed place.
    private static void ToHilbert(Span<uint> point, int bits)
    {
        for (var half = 1u << (bits - 1); half > 1; half >>= 1)
        {
            for (var i = 0; i < point.Length; i++)
            {
                Turn(point, i, half);
            }
        }

        for (var i = 1; i < point.Length; i++)
        {
            point[i] ^= point[i - 1];
        }

        var flip = 0u;
        for (var half = 1u << (bits - 1); half > 1; half >>= 1)
        {
            flip ^= (point[^1] & half) != 0 ? half - 1 : 0;
        }

        for (var i = 0; i < point.Length; i++)
        {
            point[i] ^= flip;
        }
    }

    // Inverts the lower bits of the first coordinate, or exchanges them with those of another.
    private static void Turn(Span<uint> point, int i, uint half)
    {
        if ((point[i] & half) != 0)
        {
            point[0] ^= half - 1;
            return;
        }

        var difference = (point[0] ^ point[i]) & (half - 1);
        point[0] ^= difference;
        point[i] ^= difference;
    }
}
