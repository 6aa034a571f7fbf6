using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Evaluation;

/// <summary>A column of the batch.</summary>
internal sealed class ColumnNode(IArrowType type, ColumnPath path) : Node(type)
{
    public override Vector Run(Selection rows)
    {
        var column = Filtering.PathColumn.Of(rows.Batch, path);
        var valid = new bool[rows.Length];
        for (var i = 0; i < valid.Length; i++)
        {
            valid[i] = rows.Has(i) && (column.Valid[i >> 6] >> (i & 63) & 1) != 0;
        }

        return Vectors.Knows(Type)
            ? Vectors.Read(column.Data, valid)
            : new WholeVector(Masked(column.Data, valid), valid);
    }

    // What a null struct holds in its fields is not there.
    private Apache.Arrow.IArrowArray Masked(Apache.Arrow.ArrayData data, bool[] valid)
    {
        var array = Apache.Arrow.ArrowArrayFactory.BuildArray(data);
        return path.Names.Count == 1
            ? array
            : Kernels.ArrayTake.Of(array, valid.Select((isValid, i) => isValid ? i : -1).ToArray());
    }
}
