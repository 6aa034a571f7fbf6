using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Filtering;

/// <summary>Compares a column with a literal, by the order that <see cref="Predicate"/> states. Rows that are null get any answer.</summary>
internal static class LiteralTest
{
    /// <param name="data">The column.</param>
    /// <param name="literal">A literal whose kind compares with it.</param>
    /// <param name="order">What is asked of value against literal.</param>
    /// <param name="bits">Clear; gets a bit where the answer is yes, and nothing behind the last row.</param>
    public static void Run(ArrayData data, Scalar literal, Order order, Span<ulong> bits)
    {
        switch (data.DataType)
        {
            case Int8Type: OfWhole<sbyte>(data, literal, order, bits); break;
            case Int16Type: OfWhole<short>(data, literal, order, bits); break;
            case Int32Type or Date32Type: OfWhole<int>(data, literal, order, bits); break;
            case Int64Type or TimestampType: OfWhole<long>(data, literal, order, bits); break;
            case FloatType: OfFloating<float>(data, literal.AsDouble(), order, bits); break;
            case DoubleType: OfFloating<double>(data, literal.AsDouble(), order, bits); break;
            case Decimal128Type type: OfDecimal(data, type, literal, order, bits); break;
            case BooleanType: OfBoolean(data, literal.WholeValue == 1, order, bits); break;
            case StringType: OfBytes(data, Encoding.UTF8.GetBytes(literal.TextValue), order, bits); break;
            case BinaryType: OfBytes(data, literal.BytesValue.Span, order, bits); break;
            default: throw LakeException.Unsupported($"Values of the type {TypeText.Of(data.DataType)} have no order to compare by.");
        }
    }

    private static void OfWhole<T>(ArrayData data, Scalar literal, Order order, Span<ulong> bits)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (literal.Kind == ScalarKind.Floating)
        {
            OfFloating<T>(data, literal.FloatingValue, order, bits);
        }
        else if (Limit(literal, 0, BigInteger.CreateChecked(T.MinValue), BigInteger.CreateChecked(T.MaxValue), ref order, data.Length, bits) is { } limit)
        {
            CompareKernel.Run(FixedCells.Of<T>(data), T.CreateChecked(limit), order, bits);
        }
    }

    private static void OfDecimal(ArrayData data, Decimal128Type type, Scalar literal, Order order, Span<ulong> bits)
    {
        if (literal.Kind == ScalarKind.Floating)
        {
            var values = new Decimal128Array(data);
            for (var i = 0; i < data.Length; i++)
            {
                var sign = Scalar.Compare(Scalar.OfDecimal(FixedCells.Decimal(values, i), type.Scale), literal);
                bits[i >> 6] |= Hits(sign, order) ? 1UL << (i & 63) : 0;
            }
        }
        else if (Limit(literal, type.Scale, Int128.MinValue, Int128.MaxValue, ref order, data.Length, bits) is { } limit)
        {
            CompareKernel.Run(FixedCells.Of<Int128>(data), (Int128)limit, order, bits);
        }
    }

    // The greatest value of the column that is not above the literal takes its place, so that 5 < 5.5 becomes 5 <= 5.
    // Null where every value gets the same answer, which is then given.
    private static BigInteger? Limit(Scalar literal, int scale, BigInteger least, BigInteger greatest, ref Order order, int length, Span<ulong> bits)
    {
        var (unscaled, from) = literal.Kind == ScalarKind.Exact ? literal.AsDecimal() : (literal.WholeValue, 0);
        var limit = scale >= from ? unscaled * BigInteger.Pow(10, scale - from) : BigInteger.DivRem(unscaled, BigInteger.Pow(10, from - scale), out _);
        var isExact = scale >= from || limit * BigInteger.Pow(10, from - scale) == unscaled;
        limit -= !isExact && unscaled.Sign < 0 ? 1 : 0;
        if (limit < least || limit > greatest || (!isExact && order == Order.Equal))
        {
            if (limit > greatest && order != Order.Equal)
            {
                Truths.All(length).CopyTo(bits);
            }

            return null;
        }

        order = isExact || order == Order.Equal ? order : Order.AtMost;
        return limit;
    }

    private static void OfFloating<T>(ArrayData data, double literal, Order order, Span<ulong> bits)
        where T : unmanaged, INumber<T>
    {
        var values = FixedCells.Of<T>(data);
        if (!double.IsNaN(literal))
        {
            if (typeof(T) == typeof(double))
            {
                CompareKernel.Run(MemoryMarshal.Cast<T, double>(values), literal, order, bits);
            }
            else
            {
                CompareKernel.RunAsDouble(values, literal, order, bits);
            }

            return;
        }

        // Everything is at most NaN, and all but NaN less.
        for (var i = 0; i < values.Length; i++)
        {
            bits[i >> 6] |= order == Order.AtMost || T.IsNaN(values[i]) == (order == Order.Equal) ? 1UL << (i & 63) : 0;
        }
    }

    private static void OfBoolean(ArrayData data, bool literal, Order order, Span<ulong> bits)
    {
        Bits.Read(data.Buffers[1].Span, data.Offset, data.Length, bits);
        var all = Truths.All(data.Length);
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = all[i] & (order, literal) switch
            {
                (Order.Equal, true) => bits[i],
                (Order.AtMost, true) => ulong.MaxValue,
                (Order.Less, false) => 0,
                _ => ~bits[i],
            };
        }
    }

    private static void OfBytes(ArrayData data, ReadOnlySpan<byte> literal, Order order, Span<ulong> bits)
    {
        var cells = new ByteCells(data);
        for (var i = 0; i < cells.Length; i++)
        {
            var value = cells[i];
            var hit = order == Order.Equal ? value.SequenceEqual(literal) : Hits(value.SequenceCompareTo(literal), order);
            bits[i >> 6] |= hit ? 1UL << (i & 63) : 0;
        }
    }

    private static bool Hits(int sign, Order order) => order switch { Order.Equal => sign == 0, Order.Less => sign < 0, _ => sign <= 0 };
}
