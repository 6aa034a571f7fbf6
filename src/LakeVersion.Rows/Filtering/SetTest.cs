using System.Diagnostics.CodeAnalysis;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Filtering;

/// <summary>Looks for a column's values among literals.</summary>
internal static class SetTest
{
    /// <summary>Sets a bit where the value is one of the literals. Rows that are null get any answer.</summary>
    public static void Run(ArrayData data, IReadOnlyList<Scalar> literals, Span<ulong> bits)
    {
        if (data.DataType is StringType or BinaryType)
        {
            OfBytes(data, literals, bits);
            return;
        }

        // A pass of vectors for each literal is faster than a look-up for each row, up to some hundred literals.
        var hits = new ulong[bits.Length];
        foreach (var literal in literals.Distinct())
        {
            hits.AsSpan().Clear();
            LiteralTest.Run(data, literal, Order.Equal, hits);
            for (var i = 0; i < hits.Length; i++)
            {
                bits[i] |= hits[i];
            }
        }
    }

    private static void OfBytes(ArrayData data, IReadOnlyList<Scalar> literals, Span<ulong> bits)
    {
        var set = new HashSet<byte[]>(
            literals.Select(literal => literal.Kind == ScalarKind.Text ? Encoding.UTF8.GetBytes(literal.TextValue) : literal.BytesValue.ToArray()),
            new ByBytes()).GetAlternateLookup<ReadOnlySpan<byte>>();
        var cells = new ByteCells(data);
        for (var i = 0; i < cells.Length; i++)
        {
            bits[i >> 6] |= set.Contains(cells[i]) ? 1UL << (i & 63) : 0;
        }
    }

    private sealed class ByBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
