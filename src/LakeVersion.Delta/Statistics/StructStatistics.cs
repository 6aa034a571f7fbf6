using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>Statistics as one row of a struct column: what checkpoints call <c>stats_parsed</c>.</summary>
internal sealed class StructStatistics(ArrayData parsed, int row) : FileStatistics
{
    private const string RowCountName = "numRecords";

    /// <inheritdoc/>
    public override long? RowCount => Count(Find([RowCountName]));

    /// <inheritdoc/>
    public override bool? TightBounds => Find(["tightBounds"]) is { DataType: BooleanType } tight ? new BooleanArray(tight).GetValue(0) : null;

    /// <inheritdoc/>
    protected override long? NullCount(IReadOnlyList<DeltaField> path) => Count(Find(["nullCount", .. path.Select(field => field.PhysicalName)]));

    /// <inheritdoc/>
    protected override Scalar? Bound(IReadOnlyList<DeltaField> path, ScalarKind? kind, bool isMax)
    {
        var found = Find([isMax ? "maxValues" : "minValues", .. path.Select(field => field.PhysicalName)]);
        return found is null ? null : BoundValue.Of(ArrowArrayFactory.BuildArray(found), kind);
    }

    private static long? Count(ArrayData? value) =>
        value is not null && BoundValue.Of(ArrowArrayFactory.BuildArray(value), ScalarKind.Whole) is { WholeValue: >= 0 } count ? count.WholeValue : null;

    // The one value at the end of the names; null where it, or a struct around it, is missing or null.
    private ArrayData? Find(IReadOnlyList<string> names)
    {
        var (data, at) = (parsed, row);
        for (var i = 0; ; i++)
        {
            if (data.DataType is NullType || !IsValid(data, at))
            {
                return null;
            }

            if (i == names.Count)
            {
                return data.Slice(at, 1);
            }

            if (data.DataType is not StructType type || type.GetFieldIndex(names[i]) is not (>= 0 and var index))
            {
                return null;
            }

            // A slice of a struct moves its own offset alone, not its children's.
            (data, at) = (data.Children[index], data.Offset + at);
        }
    }

    private static bool IsValid(ArrayData data, int at) => data.Buffers[0].IsEmpty || BitUtility.GetBit(data.Buffers[0].Span, data.Offset + at);
}
