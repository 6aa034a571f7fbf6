using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Delta.Tests.Readers;

/// <summary>Arrays of any type that hold what is at the ends of it: least and greatest, empty, not a number, nulls. By a seed.</summary>
internal sealed class ExtremeArrays(int seed)
{
    // The first and last instants that ISO texts of four digits can say, in microseconds.
    private const long FirstInstant = -62_135_596_800_000_000;
    private const long LastInstant = 253_402_300_799_999_999;

    private static readonly string[] Texts =
    [
        "", " ", "a", "'\"\\/%_|", "tab\tline\nend", "\u0001\u007f", "ä ß ﷽", "😀", "\uFFFF", "\U0010FFFF", new string('a', 31) + "😀 and more", new string('b', 32) + "😀",
        string.Concat(Enumerable.Repeat("😀", 40)), string.Concat(Enumerable.Repeat("\U0010FFFF", 40)), new string('z', 3_000), "null", "NaN", "__HIVE_DEFAULT_PARTITION__",
    ];

    private static readonly double[] Doubles =
        [0.0, -0.0, 1, -1, 1 / 3.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon];

    private readonly Random random = new(seed);

    /// <summary>A batch of a schema's columns.</summary>
    public RecordBatch Batch(Schema schema, int rows) =>
        new(schema, schema.FieldsList.Select(field => Array(field.DataType, rows, field.IsNullable)), rows);

    private IArrowArray Array(IArrowType type, int count, bool nullable)
    {
        var (valid, nulls) = Validity(count, nullable);
        ArrayData Data(params ArrowBuffer[] buffers) => new(type, count, nulls, 0, [valid, .. buffers]);
        return type switch
        {
            StructType fields => new StructArray(type, count, fields.Fields.Select(field => Array(field.DataType, count, field.IsNullable)), valid, nulls),
            MapType map => Map(map, count, valid, nulls),
            ListType list => List(list, count, valid, nulls),
            StringType => ArrowArrayFactory.BuildArray(Data(Bytes(count, () => Encoding.UTF8.GetBytes(Pick(Texts))))),
            BinaryType => ArrowArrayFactory.BuildArray(Data(Bytes(count, () => Pick<byte[]>([[], [0], [255, 255], new byte[40], [.. Enumerable.Repeat((byte)255, 40)]])))),
            BooleanType => ArrowArrayFactory.BuildArray(Data(Bits(Enumerable.Range(0, count).Select(_ => random.Next(2) == 0)))),
            Decimal128Type number => ArrowArrayFactory.BuildArray(Data(Fixed(count, () => Decimal(number.Precision)))),
            _ => ArrowArrayFactory.BuildArray(Data(Fixed(count, () => Primitive(type)))),
        };
    }

    private byte[] Primitive(IArrowType type) => type switch
    {
        Int8Type => [(byte)Pick<sbyte>([sbyte.MinValue, -1, 0, sbyte.MaxValue])],
        Int16Type => BitConverter.GetBytes(Pick<short>([short.MinValue, -1, 0, short.MaxValue])),
        Int32Type => BitConverter.GetBytes(Pick([int.MinValue, -1, 0, int.MaxValue])),
        Int64Type => BitConverter.GetBytes(Pick([long.MinValue, -1, 0, (1L << 53) + 1, long.MaxValue])),
        FloatType => BitConverter.GetBytes((float)Pick([.. Doubles, float.MaxValue, float.MinValue, float.Epsilon])),
        DoubleType => BitConverter.GetBytes(Pick(Doubles)),
        Date32Type => BitConverter.GetBytes(Pick([-719_162, -141_428, -1, 0, 11_016, 2_932_896])),
        TimestampType => BitConverter.GetBytes(Pick([FirstInstant, -12_219_292_800_000_001, -1, 0, 1, 999, 1_000_001, 1_700_000_000_123_456, LastInstant])),
        _ => throw new NotSupportedException(type.Name),
    };

    private byte[] Decimal(int precision)
    {
        var most = BigInteger.Pow(10, precision) - 1;
        var bytes = new byte[16];
        var value = Pick([most, -most, BigInteger.Zero, BigInteger.One, BigInteger.MinusOne]);
        System.Array.Fill(bytes, value.Sign < 0 ? (byte)255 : (byte)0);
        value.ToByteArray().CopyTo(bytes, 0);
        return bytes;
    }

    private ListArray List(ListType type, int count, ArrowBuffer valid, int nulls)
    {
        var offsets = Offsets(count);
        return new ListArray(type, count, Buffer(offsets), Array(type.ValueDataType, offsets[^1], type.ValueField.IsNullable), valid, nulls);
    }

    // Keys of one map differ, as no reader says which of two counts.
    private MapArray Map(MapType type, int count, ArrowBuffer valid, int nulls)
    {
        var offsets = Offsets(count);
        var keys = new StringArray.Builder();
        for (var i = 0; i < offsets[^1]; i++)
        {
            keys.Append($"{Texts[i % 9]}{i}");
        }

        var values = Array(type.ValueField.DataType, offsets[^1], type.ValueField.IsNullable);
        var entries = new StructArray(type.Fields[0].DataType, offsets[^1], [keys.Build(), values], ArrowBuffer.Empty);
        return new MapArray(type, count, Buffer(offsets), entries, valid, nulls);
    }

    private int[] Offsets(int count)
    {
        var offsets = new int[count + 1];
        for (var i = 0; i < count; i++)
        {
            offsets[i + 1] = offsets[i] + random.Next(3);
        }

        return offsets;
    }

    private static ArrowBuffer Fixed(int count, Func<byte[]> next) => new(Enumerable.Range(0, count).SelectMany(_ => next()).ToArray());

    private static ArrowBuffer[] Bytes(int count, Func<byte[]> next)
    {
        var values = Enumerable.Range(0, count).Select(_ => next()).ToList();
        var offsets = new int[count + 1];
        for (var i = 0; i < count; i++)
        {
            offsets[i + 1] = offsets[i] + values[i].Length;
        }

        return [Buffer(offsets), new(values.SelectMany(value => value).ToArray())];
    }

    private (ArrowBuffer Bits, int Nulls) Validity(int count, bool nullable)
    {
        var valid = Enumerable.Range(0, count).Select(_ => !nullable || random.Next(4) > 0).ToList();
        return nullable ? (Bits(valid), valid.Count(value => !value)) : (ArrowBuffer.Empty, 0);
    }

    private static ArrowBuffer Bits(IEnumerable<bool> values)
    {
        var builder = new ArrowBuffer.BitmapBuilder();
        foreach (var value in values)
        {
            builder.Append(value);
        }

        return builder.Build();
    }

    private static ArrowBuffer Buffer(int[] values) => new(MemoryMarshal.AsBytes<int>(values).ToArray());

    private T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
