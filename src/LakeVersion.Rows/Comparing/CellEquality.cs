using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Comparing;

/// <summary>Compares cells of two columns of one type, pair by pair.</summary>
public static class CellEquality
{
    /// <summary>Makes false what is true of pairs whose cells differ.</summary>
    /// <param name="left">One column.</param>
    /// <param name="leftRows">The row of each pair in it.</param>
    /// <param name="right">The other, of the same type.</param>
    /// <param name="rightRows">The row of each pair in that.</param>
    /// <param name="rule">Which cells are equal.</param>
    /// <param name="equal">One a pair; pairs that are false stay so and may not be looked at.</param>
    /// <exception cref="ArgumentException">The types differ.</exception>
    /// <exception cref="LakeException">Unsupported: the type.</exception>
    public static void And(
        IArrowArray left, ReadOnlySpan<int> leftRows, IArrowArray right, ReadOnlySpan<int> rightRows, CellRule rule, Span<bool> equal)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentOutOfRangeException.ThrowIfNotEqual(leftRows.Length, equal.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rightRows.Length, equal.Length);
        And(left.Data, leftRows, right.Data, rightRows, rule, equal);
    }

    private static void And(
        ArrayData left, ReadOnlySpan<int> leftRows, ArrayData right, ReadOnlySpan<int> rightRows, CellRule rule, Span<bool> equal)
    {
        if (left.DataType.TypeId != right.DataType.TypeId)
        {
            throw new ArgumentException($"Cells of the types {TypeText.Of(left.DataType)} and {TypeText.Of(right.DataType)} have nothing to compare.");
        }

        if (equal.Length == 0 || left.DataType is NullType)
        {
            return;
        }

        AndNulls(left, leftRows, right, rightRows, equal);
        switch (left.DataType)
        {
            case BooleanType:
                AndBits(left, leftRows, right, rightRows, equal);
                break;
            case StringType or BinaryType:
                AndBytes(left, leftRows, right, rightRows, equal);
                break;
            case FloatType when rule == CellRule.Key:
                AndFixed<float>(left, leftRows, right, rightRows, equal, (a, b) => a.Equals(b));
                break;
            case FloatType:
                AndFixed<float>(left, leftRows, right, rightRows, equal, (a, b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b)));
                break;
            case DoubleType when rule == CellRule.Key:
                AndFixed<double>(left, leftRows, right, rightRows, equal, (a, b) => a.Equals(b));
                break;
            case DoubleType:
                AndFixed<double>(left, leftRows, right, rightRows, equal, (a, b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b)));
                break;
            case StructType:
                AndStruct(left, leftRows, right, rightRows, rule, equal);
                break;
            case ListType or MapType:
                AndList(left, leftRows, right, rightRows, rule, equal);
                break;
            case FixedWidthType type:
                AndWidth(type.BitWidth, left, leftRows, right, rightRows, equal);
                break;
            default:
                throw LakeException.Unsupported($"Cells of the type {TypeText.Of(left.DataType)} cannot be compared.");
        }
    }

    // From here on a pair that is true has two values or two nulls.
    private static void AndNulls(ArrayData left, ReadOnlySpan<int> leftRows, ArrayData right, ReadOnlySpan<int> rightRows, Span<bool> equal)
    {
        if (left.GetNullCount() == 0 && right.GetNullCount() == 0)
        {
            return;
        }

        for (var i = 0; i < equal.Length; i++)
        {
            equal[i] &= FixedCells.IsValid(left, leftRows[i]) == FixedCells.IsValid(right, rightRows[i]);
        }
    }

    private static void AndWidth(
        int bits, ArrayData left, ReadOnlySpan<int> leftRows, ArrayData right, ReadOnlySpan<int> rightRows, Span<bool> equal)
    {
        switch (bits)
        {
            case 8:
                AndFixed<byte>(left, leftRows, right, rightRows, equal, (a, b) => a == b);
                break;
            case 16:
                AndFixed<short>(left, leftRows, right, rightRows, equal, (a, b) => a == b);
                break;
            case 32:
                AndFixed<int>(left, leftRows, right, rightRows, equal, (a, b) => a == b);
                break;
            case 64:
                AndFixed<long>(left, leftRows, right, rightRows, equal, (a, b) => a == b);
                break;
            case 128:
                AndFixed<Int128>(left, leftRows, right, rightRows, equal, (a, b) => a == b);
                break;
            default:
                throw LakeException.Unsupported($"Cells of the type {TypeText.Of(left.DataType)} cannot be compared.");
        }
    }

    private static void AndFixed<T>(
        ArrayData left, ReadOnlySpan<int> leftRows, ArrayData right, ReadOnlySpan<int> rightRows, Span<bool> equal, Func<T, T, bool> same)
        where T : unmanaged
    {
        var a = FixedCells.Of<T>(left);
        var b = FixedCells.Of<T>(right);
        var hasNulls = left.GetNullCount() > 0;
        for (var i = 0; i < equal.Length; i++)
        {
            equal[i] = equal[i] && (same(a[leftRows[i]], b[rightRows[i]]) || (hasNulls && !FixedCells.IsValid(left, leftRows[i])));
        }
    }

    private static void AndBits(ArrayData left, ReadOnlySpan<int> leftRows, ArrayData right, ReadOnlySpan<int> rightRows, Span<bool> equal)
    {
        var a = left.Buffers[1].Span;
        var b = right.Buffers[1].Span;
        for (var i = 0; i < equal.Length; i++)
        {
            equal[i] = equal[i] && (!FixedCells.IsValid(left, leftRows[i])
                || BitUtility.GetBit(a, left.Offset + leftRows[i]) == BitUtility.GetBit(b, right.Offset + rightRows[i]));
        }
    }

    private static void AndBytes(ArrayData left, ReadOnlySpan<int> leftRows, ArrayData right, ReadOnlySpan<int> rightRows, Span<bool> equal)
    {
        var starts = CellBounds.Of(left);
        var others = CellBounds.Of(right);
        var a = left.Buffers[2].Span;
        var b = right.Buffers[2].Span;
        for (var i = 0; i < equal.Length; i++)
        {
            var (row, other) = (leftRows[i], rightRows[i]);
            equal[i] = equal[i] && (!FixedCells.IsValid(left, row)
                || a[starts[row]..starts[row + 1]].SequenceEqual(b[others[other]..others[other + 1]]));
        }
    }

    private static void AndStruct(
        ArrayData left, ReadOnlySpan<int> leftRows, ArrayData right, ReadOnlySpan<int> rightRows, CellRule rule, Span<bool> equal)
    {
        if (left.Children.Length != right.Children.Length)
        {
            throw new ArgumentException($"Structs of {left.Children.Length} and {right.Children.Length} fields have nothing to compare.");
        }

        // What stands under a null is no part of the value.
        var parts = new bool[equal.Length];
        equal.CopyTo(parts);
        for (var i = 0; i < left.Children.Length; i++)
        {
            And(left.Children[i].Slice(left.Offset, left.Length), leftRows, right.Children[i].Slice(right.Offset, right.Length), rightRows, rule, parts);
        }

        for (var i = 0; i < equal.Length; i++)
        {
            equal[i] = equal[i] && (parts[i] || !FixedCells.IsValid(left, leftRows[i]));
        }
    }

    private static void AndList(
        ArrayData left, ReadOnlySpan<int> leftRows, ArrayData right, ReadOnlySpan<int> rightRows, CellRule rule, Span<bool> equal)
    {
        var starts = CellBounds.Of(left);
        var others = CellBounds.Of(right);
        var (owners, a, b) = (new List<int>(), new List<int>(), new List<int>());
        for (var i = 0; i < equal.Length; i++)
        {
            var (start, end) = (starts[leftRows[i]], starts[leftRows[i] + 1]);
            var other = others[rightRows[i]];
            if (!equal[i] || !FixedCells.IsValid(left, leftRows[i]))
            {
                continue;
            }

            equal[i] = end - start == others[rightRows[i] + 1] - other;
            for (; equal[i] && start < end; start++, other++)
            {
                owners.Add(i);
                a.Add(start);
                b.Add(other);
            }
        }

        var same = new bool[owners.Count];
        System.Array.Fill(same, true);
        And(left.Children[0], [.. a], right.Children[0], [.. b], rule, same);
        for (var i = 0; i < same.Length; i++)
        {
            equal[owners[i]] &= same[i];
        }
    }
}
