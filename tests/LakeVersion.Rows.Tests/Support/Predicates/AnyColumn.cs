using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Tests.Support.Predicates;

/// <summary>An exact number of a cell.</summary>
internal readonly record struct ExactCell(BigInteger Unscaled, int Scale);

/// <summary>A column that predicates test.</summary>
/// <param name="Path">Its names.</param>
/// <param name="Type">Its type.</param>
/// <param name="Pool">Values from which its cells are drawn and its literals are made: bool, long (also days and microseconds), double
/// (also of floats), <see cref="ExactCell"/>, string or byte[].</param>
internal sealed record AnyColumn(ColumnPath Path, IArrowType Type, object[] Pool)
{
    public static readonly IArrowType[] Types =
    [
        BooleanType.Default, Int8Type.Default, Int16Type.Default, Int32Type.Default, Int64Type.Default, FloatType.Default, DoubleType.Default,
        new Decimal128Type(7, 2), new Decimal128Type(18, 3), new Decimal128Type(38, 10), Date32Type.Default,
        new TimestampType(TimeUnit.Microsecond, "UTC"), new TimestampType(TimeUnit.Microsecond, (string?)null), StringType.Default, BinaryType.Default,
    ];

    public static AnyColumn Next(Random random, ColumnPath path, IArrowType type) =>
        new(path, type, [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => AnyCell.Next(random, type))]);

    /// <summary>A cell: null, or a value of the pool.</summary>
    public object? Cell(Random random, int from, int count, int nullPercent) =>
        random.Next(100) < nullPercent ? null : Pool[(from + random.Next(count)) % Pool.Length];

    /// <summary>The cells as an array. Behind nulls stand values, which nobody may look at.</summary>
    public IArrowArray Build(IReadOnlyList<object?> cells) => Type switch
    {
        BooleanType => Booleans(cells),
        StringType => cells.Aggregate(new StringArray.Builder(), (all, cell) => cell is null ? all.AppendNull() : all.Append((string)cell)).Build(),
        BinaryType => cells.Aggregate(new BinaryArray.Builder(), (all, cell) => cell is null ? all.AppendNull() : all.Append(((byte[])cell).AsSpan())).Build(),
        Int8Type => Fixed(cells, cell => (sbyte)(long)cell),
        Int16Type => Fixed(cells, cell => (short)(long)cell),
        Int32Type or Date32Type => Fixed(cells, cell => (int)(long)cell),
        FloatType => Fixed(cells, cell => (float)(double)cell),
        DoubleType => Fixed(cells, cell => (double)cell),
        Decimal128Type => Fixed(cells, cell => (Int128)((ExactCell)cell).Unscaled),
        _ => Fixed(cells, cell => (long)cell),
    };

    /// <summary>A cell's value as a literal.</summary>
    public Scalar Literal(object value) => value switch
    {
        bool flag => flag,
        long whole when Type is Date32Type => Scalar.OfDate((int)whole),
        long whole when Type is TimestampType => Scalar.OfTimestamp(whole),
        long whole => whole,
        double number => number,
        ExactCell exact => Scalar.OfDecimal(exact.Unscaled, exact.Scale),
        string text => Scalar.Of(text),
        _ => Scalar.Of((byte[])value),
    };

    public override string ToString() => $"{Path}";

    public static ArrowBuffer Validity(IReadOnlyList<object?> cells)
    {
        var bits = new byte[(cells.Count + 7) / 8];
        for (var i = 0; i < cells.Count; i++)
        {
            bits[i >> 3] |= (byte)(cells[i] is null ? 0 : 1 << (i & 7));
        }

        return new ArrowBuffer(bits);
    }

    private BooleanArray Booleans(IReadOnlyList<object?> cells)
    {
        var values = new ArrowBuffer.BitmapBuilder();
        foreach (var cell in cells)
        {
            values.Append(cell is null or true);
        }

        return new BooleanArray(new ArrayData(Type, cells.Count, cells.Count(cell => cell is null), 0, [Validity(cells), values.Build()]));
    }

    private IArrowArray Fixed<T>(IReadOnlyList<object?> cells, Func<object, T> convert)
        where T : unmanaged
    {
        var values = cells.Select(cell => convert(cell ?? Pool[0])).ToArray();
        var bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        return ArrowArrayFactory.BuildArray(new ArrayData(Type, cells.Count, cells.Count(cell => cell is null), 0, [Validity(cells), new ArrowBuffer(bytes)]));
    }
}
