using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Kernels;

/// <summary>Columns of nothing but nulls.</summary>
public static class NullColumn
{
    /// <summary>An array of nulls of any type that <see cref="ArrayTake"/> knows.</summary>
    public static IArrowArray Of(IArrowType type, int length)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return ArrowArrayFactory.BuildArray(Data(type, length));
    }

    internal static ArrayData Data(IArrowType type, int length)
    {
        var indexes = new int[length];
        System.Array.Fill(indexes, -1);
        return ArrayTake.Take(Empty(type), indexes);
    }

    // As many buffers as any type has: an array without rows reads none of them.
    private static ArrayData Empty(IArrowType type) => new(
        type,
        0,
        0,
        0,
        [ArrowBuffer.Empty, ArrowBuffer.Empty, ArrowBuffer.Empty],
        type switch
        {
            MapType map => [Empty(map.KeyValueType)],
            NestedType nested => [.. nested.Fields.Select(field => Empty(field.DataType))],
            _ => null,
        });
}
