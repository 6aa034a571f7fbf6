using Apache.Arrow;

namespace LakeVersion.Rows.Kernels;

/// <summary>Columns that repeat one value.</summary>
public static class ConstantColumn
{
    /// <summary>The one element of an array, so many times.</summary>
    public static IArrowArray Of(IArrowArray element, int length)
    {
        ArgumentNullException.ThrowIfNull(element);
        ArgumentOutOfRangeException.ThrowIfNotEqual(element.Length, 1);
        return ArrayTake.Of(element, new int[length]);
    }
}
