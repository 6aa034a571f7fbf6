using System.Numerics;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Tests.Support.Predicates;

/// <summary>Values of cells, those where orders and bounds go wrong more often than others; and values near them.</summary>
internal static class AnyCell
{
    private const long Day = 86_400_000_000;
    private static readonly string Long = new('m', 31);
    private static readonly string[] Texts =
    [
        "", "a", "b", "B", "it's", "é", "\uD7FF", "\uE000", "\uFFFD", "\uFFFF", "😈", "\U0010FFFF", Long, Long + "m", Long + "mm", Long + "mz", Long + "m😈",
        Long + "m\uFFFD", Long + "😈", Long + "😈x", Long + "\uFFFDx", Long + "\uFFFD", Long + "\U0010FFFFx", string.Concat(Enumerable.Repeat("\U0010FFFF", 34)),
        string.Concat(Enumerable.Repeat("\uFFFD", 34)), "a\0", "ab",
    ];

    private static readonly double[] Numbers =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.0, 0.1, 1.5, -7, 16_777_217, 1e300, double.Epsilon, double.MaxValue, double.MinValue];

    private static readonly long[] Wholes = [0, 1, -1, 127, -128, 32_767, -32_768, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 53, (1L << 53) + 1];

    private static readonly long[] Times =
        [0, 1, -1, 999, 1000, -999, -1000, -1001, 1_700_000_000_123_456, -1_700_000_000_123_456, -62_135_596_800_000_000, 253_402_300_799_999_999, Day, -Day];

    public static object Next(Random random, IArrowType type)
    {
        switch (type)
        {
            case BooleanType: return random.Next(2) == 0;
            case Int8Type: return (long)(sbyte)Whole(random);
            case Int16Type: return (long)(short)Whole(random);
            case Int32Type: return (long)(int)Whole(random);
            case FloatType: return (double)(float)Number(random);
            case DoubleType: return Number(random);
            case Decimal128Type number: return Exact(random, number);
            case Date32Type: return random.Next(3) == 0 ? Of(random, -719_162L, 2_932_896L, 0L, -1L) : random.Next(-40, 40);
            case TimestampType: return random.Next(2) == 0 ? Of(random, Times) : random.NextInt64(-5_000, 5_000);
            case StringType when random.Next(3) == 0: return Long + "m" + Of(random, "", "z", "😈", "\uFFFD", "\U0010FFFF");
            case StringType: return random.Next(4) > 0 ? Of(random, Texts) : Of(random, Texts[..^5]) + Of(random, Texts);
            case BinaryType: return Bytes(random);
            default: return Whole(random);
        }
    }

    /// <summary>A value that compares with this one, equal or not far away, of the same kind or another.</summary>
    public static object Near(Random random, object value, IArrowType type)
    {
        var step = random.Next(4) == 0 ? Of(random, 999, 1000) : random.Next(-1, 2);
        return value switch
        {
            long days when type is Date32Type => Math.Clamp(days + random.Next(-1, 2), -719_162, 2_932_896),
            long time when type is TimestampType => time + (random.Next(2) == 0 ? -step : step),
            long whole => OtherKind(random, new ExactCell(whole, 0), Clamp((Int128)whole + random.Next(-1, 2))),
            double number => random.Next(3) switch
            {
                0 => number,
                1 => random.Next(2) == 0 ? Math.BitIncrement(number) : Math.BitDecrement(number),
                _ => Math.Abs(number) < 1e15 ? OtherKind(random, new ExactCell(new BigInteger(number * 100), 2), number) : (double)(float)number,
            },
            ExactCell exact => OtherKind(random, exact, exact with { Unscaled = exact.Unscaled + random.Next(-1, 2) }),
            string text => random.Next(4) switch
            {
                0 => text + Of(random, "\0", "a", "\uFFFD", "😈", "\U0010FFFF"),
                1 => string.Concat(text.EnumerateRunes().Take(random.Next(40))),
                _ => text,
            },
            byte[] bytes => random.Next(3) switch { 0 => [.. bytes, (byte)random.Next(2)], 1 => bytes[..(bytes.Length / 2)], _ => bytes },
            _ => random.Next(2) == 0,
        };
    }

    public static T Of<T>(Random random, params IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private static object OtherKind(Random random, ExactCell exact, object same) => random.Next(5) switch
    {
        0 => Clamp((Int128)BigInteger.Divide(exact.Unscaled, BigInteger.Pow(10, exact.Scale))),
        1 => double.Parse($"{exact.Unscaled}e-{exact.Scale}"),
        2 => new ExactCell((exact.Unscaled * 10) + Of(random, -5, 0, 5), exact.Scale + 1),
        _ => same,
    };

    private static long Clamp(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);

    private static long Whole(Random random) => random.Next(2) == 0 ? Of(random, Wholes) : random.Next(-10, 10);

    private static double Number(Random random) => random.Next(4) switch { 0 => random.Next(-5, 5), 1 => double.NaN, 2 => random.NextDouble() * 10, _ => Of(random, Numbers) };

    private static ExactCell Exact(Random random, Decimal128Type type)
    {
        var most = BigInteger.Pow(10, type.Precision) - 1;
        BigInteger value = random.Next(4) switch
        {
            0 => most - random.Next(3),
            1 => BigInteger.Pow(10, random.Next(type.Precision)) + random.Next(-1, 2),
            2 => new BigInteger(random.NextDouble() * (double)most * 0.99),
            _ => random.Next(-300, 300),
        };
        return new ExactCell(random.Next(2) == 0 ? value : -value, type.Scale);
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[Of(random, 0, 1, 2, 3, 33)];
        System.Array.Fill(bytes, Of(random, (byte)0, (byte)0x7F, (byte)0x80, (byte)0xFF));
        if (bytes.Length > 0)
        {
            bytes[^1] = (byte)random.Next(256);
        }

        return bytes;
    }
}
