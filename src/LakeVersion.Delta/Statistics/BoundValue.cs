using Apache.Arrow;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>Bounds that come as Arrow arrays.</summary>
internal static class BoundValue
{
    /// <summary>The one element of an array as a bound of a column of this kind; null where it is none.</summary>
    /// <remarks>A widened column may have bounds of its earlier type. Whole numbers bound wider ones and decimals as they stand, and
    /// floating-point ones as the same double that the row holds; all else proves nothing.</remarks>
    public static Scalar? Of(IArrowArray? bound, ScalarKind? kind)
    {
        if (bound is not { Length: 1 } || bound.IsNull(0) || ColumnScalars.KindOf(bound.Data.DataType) is not { } stored)
        {
            return null;
        }

        var value = ColumnScalars.Read(bound, 0);
        return stored == kind ? value
            : stored != ScalarKind.Whole ? null
            : kind == ScalarKind.Exact ? value
            : kind == ScalarKind.Floating ? Scalar.Of((double)value.WholeValue)
            : null;
    }
}
