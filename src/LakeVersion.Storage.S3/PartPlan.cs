namespace LakeVersion.Storage.S3;

/// <summary>How a stream is cut into parts of a multipart upload: pure.</summary>
/// <remarks>
/// A server takes at most 10,000 parts, each of at least 5 MiB but the last, and at most 5 GiB. Parts begin small, so that short streams cost little
/// memory, and grow up to the memory of one upload. That carries a stream of unknown length to about 460 GiB at 64 MiB; beyond, the length must be
/// known, and parts are read twice from the source itself instead of from memory.
/// </remarks>
internal sealed class PartPlan
{
    /// <summary>The most parts of one upload.</summary>
    public const int MostParts = 10_000;

    /// <summary>The size of the first parts, in bytes.</summary>
    public const int FirstPartBytes = 8 << 20;

    private readonly int memoryBytes;
    private readonly int? equalBytes;

    /// <summary>Plans within a budget of memory.</summary>
    /// <param name="memoryBytes">At least two first parts.</param>
    public PartPlan(int memoryBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryBytes, 2 * FirstPartBytes);
        this.memoryBytes = memoryBytes;
    }

    private PartPlan(int memoryBytes, int equalBytes) => (this.memoryBytes, this.equalBytes) = (memoryBytes, equalBytes);

    /// <summary>The longest stream that fits without its length being known, in bytes.</summary>
    public long MostUnknownBytes => Enumerable.Range(1, MostParts).Sum(n => (long)PartBytes(n));

    /// <summary>The plan for a stream of a length that this one carries: parts of one size, which some servers want (R2).</summary>
    public PartPlan Equal(long length) => new(memoryBytes, (int)Math.Clamp(KnownPartBytes(length), FirstPartBytes, memoryBytes));

    /// <summary>The size of a part, in bytes.</summary>
    /// <param name="number">From 1 to <see cref="MostParts"/>.</param>
    public int PartBytes(int number)
    {
        if (equalBytes is { } equal)
        {
            return equal;
        }

        var size = number <= 1_000 ? FirstPartBytes : number <= 2_000 ? 2 * FirstPartBytes : number <= 4_000 ? 4 * FirstPartBytes : 8 * FirstPartBytes;
        return Math.Min(size, memoryBytes);
    }

    /// <summary>How many parts of a size are in memory at once.</summary>
    public int Parallel(int partBytes) => Math.Max(1, memoryBytes / partBytes);

    /// <summary>The size of each part but the last of a stream of known length that is too long for the plan, in bytes.</summary>
    public static long KnownPartBytes(long length)
    {
        const long mebibyte = 1 << 20;
        return ((((length + MostParts - 1) / MostParts) + mebibyte - 1) / mebibyte) * mebibyte;
    }
}
