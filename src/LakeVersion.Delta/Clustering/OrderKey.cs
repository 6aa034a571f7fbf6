using System.Buffers.Binary;
using System.Text;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Clustering;

/// <summary>A value as a number that orders like it, and for text the bytes behind. Cut off where order no longer matters much.</summary>
/// <param name="Number">The value, or its first 8 bytes.</param>
/// <param name="Rest">The bytes of text behind the first 8; null for none.</param>
internal readonly record struct OrderKey(ulong Number, byte[]? Rest) : IComparable<OrderKey>
{
    private const int MostBytes = 64;
    private const ulong Sign = 1UL << 63;

    /// <summary>The key of a value that is not null. Exact numbers are taken as floating-point ones.</summary>
    public static OrderKey Of(Scalar value) => value.Kind switch
    {
        ScalarKind.Floating => new(Ordered(value.FloatingValue), null),
        ScalarKind.Exact => new(Ordered((double)value.ExactValue * Math.Pow(10, -value.ExactScale)), null),
        ScalarKind.Text => Of(Encoding.UTF8.GetBytes(value.TextValue)),
        ScalarKind.Bytes => Of(value.BytesValue.Span),
        _ => new((ulong)value.WholeValue ^ Sign, null),
    };

    public int CompareTo(OrderKey other) => Number != other.Number
        ? Number.CompareTo(other.Number)
        : Rest.AsSpan().SequenceCompareTo(other.Rest);

    // As everywhere here NaN is the greatest number, and zeros of both signs are equal.
    private static ulong Ordered(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : double.IsNaN(value) ? double.NaN : value) & (double.IsNaN(value) ? ~Sign : ulong.MaxValue);
        return (bits & Sign) != 0 ? ~bits : bits | Sign;
    }

    private static OrderKey Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> first = stackalloc byte[sizeof(ulong)];
        bytes[..Math.Min(bytes.Length, first.Length)].CopyTo(first);
        return new(
            BinaryPrimitives.ReadUInt64BigEndian(first),
            bytes.Length > first.Length ? bytes[first.Length..Math.Min(bytes.Length, MostBytes)].ToArray() : null);
    }
}
