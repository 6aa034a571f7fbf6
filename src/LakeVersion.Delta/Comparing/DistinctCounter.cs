using System.Numerics;

namespace LakeVersion.Delta.Comparing;

/// <summary>Counts different values by their hashes: exactly up to 4,096, beyond with an error of about 1 % in 16 KiB.</summary>
/// <remarks>Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog", 2007, with 2^14 registers and 64-bit hashes, so that no large-range correction is needed.</remarks>
internal sealed class DistinctCounter
{
    private const int Bits = 14;
    private const int Registers = 1 << Bits;
    private const int MostExact = 4096;

    private readonly byte[] ranks = new byte[Registers];
    private HashSet<ulong>? exact = [];

    public long Count => exact?.Count ?? Estimate();

    public void Add(ulong hash)
    {
        if (exact is not null && (exact.Add(hash) & (exact.Count > MostExact)))
        {
            exact = null;
        }

        var mixed = Mix(hash);
        ref var rank = ref ranks[mixed >> (64 - Bits)];
        rank = Math.Max(rank, (byte)(BitOperations.LeadingZeroCount((mixed << Bits) | (1UL << (Bits - 1))) + 1));
    }

    private long Estimate()
    {
        var (sum, empty) = (0.0, 0);
        foreach (var rank in ranks)
        {
            sum += Math.ScaleB(1, -rank);
            empty += rank == 0 ? 1 : 0;
        }

        var estimate = 0.7213 / (1 + (1.079 / Registers)) * Registers * Registers / sum;
        return (long)Math.Round(estimate <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : estimate);
    }

    // Registers are chosen by the first bits and ranks by the rest: each bit must depend on all of the hash.
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
