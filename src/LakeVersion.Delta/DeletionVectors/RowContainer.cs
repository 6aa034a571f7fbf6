namespace LakeVersion.Delta.DeletionVectors;

/// <summary>How a block of 65,536 row positions is stored.</summary>
internal enum RowContainerKind
{
    /// <summary>The low 16 bits of every position, ascending.</summary>
    Values,

    /// <summary>One bit a position.</summary>
    Bits,

    /// <summary>Pairs of a first position and how many follow it.</summary>
    Runs,
}

/// <summary>A block of row positions, left in the bytes in which it was stored.</summary>
/// <param name="First">The position that the block begins with, a multiple of 65,536.</param>
/// <param name="Kind">How it is stored.</param>
/// <param name="Offset">Where it begins in the bytes.</param>
/// <param name="Length">Its numbers of 16 bits there.</param>
internal readonly record struct RowContainer(long First, RowContainerKind Kind, int Offset, int Length);
