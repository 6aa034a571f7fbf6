using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>Structs of a column whose parts were built apart.</summary>
internal static class StructColumn
{
    /// <summary>A column without nulls of its own.</summary>
    public static StructArray Of(StructType type, int length, params IArrowArray[] parts) => new(type, length, parts, ArrowBuffer.Empty, 0);

    /// <summary>A column that is null where <paramref name="present"/> is false.</summary>
    public static StructArray Of(StructType type, IReadOnlyList<bool> present, params IArrowArray[] parts)
    {
        var bits = new ArrowBuffer.BitmapBuilder(present.Count);
        var nulls = 0;
        foreach (var isThere in present)
        {
            bits.Append(isThere);
            nulls += isThere ? 0 : 1;
        }

        return new StructArray(type, present.Count, parts, bits.Build(), nulls);
    }

    /// <summary>The one column of a batch that its rows fill; the others are null.</summary>
    public static RecordBatch Batch(Schema schema, string name, StructArray column) => new(
        schema,
        schema.FieldsList.Select(field => field.Name == name ? column : Rows.Kernels.NullColumn.Of(field.DataType, column.Length)),
        column.Length);
}
