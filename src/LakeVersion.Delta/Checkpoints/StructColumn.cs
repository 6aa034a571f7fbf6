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
    /// <param name="schema">All columns.</param>
    /// <param name="name">The one that is filled.</param>
    /// <param name="column">What fills it.</param>
    /// <param name="nulls">The others, once made, for batches to come: they hold managed memory, which disposal leaves alone.</param>
    public static RecordBatch Batch(Schema schema, string name, StructArray column, Dictionary<(string Column, int Length), IArrowArray>? nulls = null)
    {
        return new RecordBatch(schema, schema.FieldsList.Select(field => field.Name == name ? column : Null(field)), column.Length);

        IArrowArray Null(Field field)
        {
            if (nulls is null || !nulls.TryGetValue((field.Name, column.Length), out var made))
            {
                made = Rows.Kernels.NullColumn.Of(field.DataType, column.Length);
                nulls?.Add((field.Name, column.Length), made);
            }

            return made;
        }
    }
}
