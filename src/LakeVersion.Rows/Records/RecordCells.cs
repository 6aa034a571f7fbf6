using Apache.Arrow;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Records;

/// <summary>Reads single cells as .NET values; called from compiled code, never for null cells.</summary>
internal static class RecordCells
{
    public static bool Boolean(BooleanArray array, int row) => array.GetValue(row)!.Value;

    public static sbyte Int8(Int8Array array, int row) => array.Values[row];

    public static short Int16(Int16Array array, int row) => array.Values[row];

    public static int Int32(Int32Array array, int row) => array.Values[row];

    public static long Int64(Int64Array array, int row) => array.Values[row];

    public static float Float(FloatArray array, int row) => array.Values[row];

    public static double Double(DoubleArray array, int row) => array.Values[row];

    public static string String(StringArray array, int row) => array.GetString(row);

    public static byte[] Binary(BinaryArray array, int row) => array.GetBytes(row).ToArray();

    /// <exception cref="LakeException">Unsupported: outside of the years 0001 to 9999, as are times below.</exception>
    public static DateOnly Date(Date32Array array, int row)
    {
        var day = (long)array.Values[row] + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return day >= DateOnly.MinValue.DayNumber && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day) : throw Outside(array, row);
    }

    public static DateTime Local(TimestampArray array, int row) =>
        new(Ticks(array, row), DateTimeKind.Unspecified);

    public static DateTimeOffset Instant(TimestampArray array, int row) =>
        new(Ticks(array, row), TimeSpan.Zero);

    /// <exception cref="LakeException">Unsupported: more digits than a .NET decimal holds.</exception>
    public static decimal Decimal(Decimal128Array array, int row)
    {
        var units = FixedCells.Decimal(array, row);
        var (magnitude, scale) = ((UInt128)Int128.Abs(units), array.Scale);
        while (scale > 28 || (magnitude >> 96 != 0 && scale > 0))
        {
            var (quotient, rest) = UInt128.DivRem(magnitude, 10);
            if (rest != 0)
            {
                break;
            }

            (magnitude, scale) = (quotient, scale - 1);
        }

        if (scale > 28 || magnitude >> 96 != 0)
        {
            throw LakeException.Unsupported($"{CellText.Of(array, row)} has more digits than a .NET decimal holds: read the column as text.");
        }

        var (low, middle, high) = ((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64));
        return new decimal(low, middle, high, Int128.IsNegative(units), (byte)scale);
    }

    private static long Ticks(TimestampArray array, int row)
    {
        var ticks = ((Int128)array.Values[row] * TimeSpan.TicksPerMicrosecond) + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? (long)ticks : throw Outside(array, row);
    }

    private static LakeException Outside(IArrowArray array, int row) =>
        LakeException.Unsupported($"Row {row}: {CellText.Of(array, row)} is outside of the years that .NET knows, 0001 to 9999.");
}
