using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Filtering;

/// <summary>A column of a batch, or a field within its structs.</summary>
/// <param name="Data">The values; those at rows that are not valid mean nothing.</param>
/// <param name="Valid">A bit for each row where neither the value nor a struct around it is null; none behind the last row.</param>
internal readonly record struct PathColumn(ArrayData Data, ulong[] Valid)
{
    /// <summary>Finds a column that <see cref="RowFilter.Check"/> has seen.</summary>
    public static PathColumn Of(RecordBatch batch, ColumnPath path)
    {
        var data = batch.Column(batch.Schema.GetFieldIndex(path.Names[0])).Data;
        var valid = Truths.All(batch.Length);
        Clear(valid, data);
        foreach (var name in path.Names.Skip(1))
        {
            // A slice of a struct moves its own offset alone, not its children's.
            var fields = ((StructType)data.DataType).Fields;
            data = data.Children[fields.TakeWhile(field => field.Name != name).Count()].Slice(data.Offset, data.Length);
            Clear(valid, data);
        }

        return new PathColumn(data, valid);
    }

    private static void Clear(ulong[] valid, ArrayData data)
    {
        if (data.DataType is NullType)
        {
            valid.AsSpan().Clear();
        }
        else if (!data.Buffers[0].IsEmpty)
        {
            var bits = new ulong[valid.Length];
            Bits.Read(data.Buffers[0].Span, data.Offset, data.Length, bits);
            for (var i = 0; i < bits.Length; i++)
            {
                valid[i] &= bits[i];
            }
        }
    }
}
