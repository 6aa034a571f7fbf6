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

    public static DateOnly Date(Date32Array array, int row) =>
        DateOnly.FromDayNumber(array.Values[row] + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    public static DateTime Local(TimestampArray array, int row) =>
        new(DateTime.UnixEpoch.Ticks + (array.Values[row] * TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified);

    public static DateTimeOffset Instant(TimestampArray array, int row) =>
        new(DateTime.UnixEpoch.Ticks + (array.Values[row] * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

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

        return scale <= 28 && magnitude >> 96 == 0
            ? new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), Int128.IsNegative(units), (byte)scale)
            : throw LakeException.Unsupported($"{CellText.Of(array, row)} has more digits than a .NET decimal holds: read the column as text.");
    }
}
