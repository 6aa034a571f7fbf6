using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>Writes the bitmap of a deletion vector (PROTOCOL.md, "Deletion Vector Format"; RoaringFormatSpec, portable, 64 bits). Pure.</summary>
/// <remarks>Every block takes the smallest of its three forms; a bitmap in which no block is run-length encoded has the form without runs.</remarks>
internal static class RoaringWriter
{
    private const int Magic = 1681511377;
    private const int CookieWithRuns = 12347;
    private const int CookieWithoutRuns = 12346;
    private const int OffsetsFrom = 4;
    private const int MostValues = 4096;
    private const int BlocksOfBucket = 1 << 16;

    /// <summary>The vector's bytes, without size and checksum.</summary>
    public static byte[] Write(RowMarks rows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        // "For each bucket in ascending order of keys": the upper 32 bits of positions.
        var buckets = rows.Blocks.GroupBy(block => block.Key / BlocksOfBucket).ToList();
        Int32(bytes, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.GetSpan(sizeof(ulong)), (ulong)buckets.Count);
        bytes.Advance(sizeof(ulong));
        foreach (var bucket in buckets)
        {
            Int32(bytes, checked((int)bucket.Key));
            Bitmap(bytes, [.. bucket.Select(block => Container.Of((ushort)(block.Key % BlocksOfBucket), block.Value))]);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Bitmap(ArrayBufferWriter<byte> bytes, Container[] containers)
    {
        var begin = bytes.WrittenCount;
        var hasRuns = containers.Any(container => container.Kind == RowContainerKind.Runs);
        if (hasRuns)
        {
            Int32(bytes, CookieWithRuns | ((containers.Length - 1) << 16));
            var flags = new byte[(containers.Length + 7) / 8];
            for (var i = 0; i < containers.Length; i++)
            {
                flags[i >> 3] |= (byte)(containers[i].Kind == RowContainerKind.Runs ? 1 << (i & 7) : 0);
            }

            bytes.Write(flags);
        }
        else
        {
            Int32(bytes, CookieWithoutRuns);
            Int32(bytes, containers.Length);
        }

        foreach (var container in containers)
        {
            UInt16(bytes, container.Key);
            UInt16(bytes, container.Count - 1);
        }

        if (!hasRuns || containers.Length >= OffsetsFrom)
        {
            Offsets(bytes, containers, bytes.WrittenCount - begin + (containers.Length * sizeof(int)));
        }

        foreach (var container in containers)
        {
            container.Write(bytes);
        }
    }

    private static void Offsets(ArrayBufferWriter<byte> bytes, Container[] containers, int at)
    {
        foreach (var container in containers)
        {
            Int32(bytes, at);
            at += container.SizeBytes;
        }
    }

    private static void Int32(ArrayBufferWriter<byte> bytes, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), value);
        bytes.Advance(sizeof(int));
    }

    private static void UInt16(ArrayBufferWriter<byte> bytes, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.GetSpan(sizeof(ushort)), (ushort)value);
        bytes.Advance(sizeof(ushort));
    }

    private sealed record Container(ushort Key, ulong[] Bits, int Count, int Runs)
    {
        public RowContainerKind Kind => RunBytes < Math.Min(BitBytes, ValueBytes) ? RowContainerKind.Runs
            : Count <= MostValues ? RowContainerKind.Values
            : RowContainerKind.Bits;

        public int SizeBytes => Kind switch { RowContainerKind.Runs => RunBytes, RowContainerKind.Values => ValueBytes, _ => BitBytes };

        private int RunBytes => sizeof(ushort) + (Runs * 2 * sizeof(ushort));

        // More values than this have no form as values at all.
        private int ValueBytes => Count <= MostValues ? Count * sizeof(ushort) : int.MaxValue;

        private int BitBytes => Bits.Length * sizeof(ulong);

        public static Container Of(ushort key, ulong[] bits)
        {
            var (count, runs, before) = (0, 0, 0UL);
            foreach (var word in bits)
            {
                count += BitOperations.PopCount(word);
                // A run begins at a bit whose neighbour below is clear.
                runs += BitOperations.PopCount(word & ~((word << 1) | before));
                before = word >> 63;
            }

            return new Container(key, bits, count, runs);
        }

        public void Write(ArrayBufferWriter<byte> bytes)
        {
            switch (Kind)
            {
                case RowContainerKind.Bits:
                    bytes.Write(MemoryMarshal.AsBytes(Bits.AsSpan()));
                    break;
                case RowContainerKind.Values:
                    foreach (var value in Values())
                    {
                        UInt16(bytes, value);
                    }

                    break;
                default:
                    WriteRuns(bytes);
                    break;
            }
        }

        private void WriteRuns(ArrayBufferWriter<byte> bytes)
        {
            UInt16(bytes, Runs);
            var (first, last) = (-1, -2);
            foreach (var value in Values())
            {
                if (value != last + 1)
                {
                    Run(bytes, first, last);
                    first = value;
                }

                last = value;
            }

            Run(bytes, first, last);
        }

        private static void Run(ArrayBufferWriter<byte> bytes, int first, int last)
        {
            if (first >= 0)
            {
                UInt16(bytes, first);
                UInt16(bytes, last - first);
            }
        }

        private IEnumerable<int> Values()
        {
            for (var i = 0; i < Bits.Length; i++)
            {
                for (var word = Bits[i]; word != 0; word &= word - 1)
                {
                    yield return (i * 64) + BitOperations.TrailingZeroCount(word);
                }
            }
        }
    }
}
