using System.Buffers.Binary;
using System.IO.Hashing;
using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>Writes deletion vectors, in every kind of container that the format has.</summary>
internal static class Vectors
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    /// <summary>The stored form of ascending positions; with <paramref name="runs"/> every block is run-length encoded.</summary>
    public static byte[] Portable(IEnumerable<long> positions, bool runs = false)
    {
        var buckets = positions.GroupBy(position => (uint)(position >> 32)).ToList();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(1681511377);
        writer.Write((ulong)buckets.Count);
        foreach (var bucket in buckets)
        {
            writer.Write(bucket.Key);
            Bitmap(writer, [.. bucket.Select(position => (uint)position)], runs);
        }

        return stream.ToArray();
    }

    /// <summary>A file of vectors, and where each begins.</summary>
    public static (byte[] Content, int[] Offsets) File(params byte[][] vectors)
    {
        var content = new List<byte> { 1 };
        var offsets = new List<int>();
        foreach (var vector in vectors)
        {
            offsets.Add(content.Count);
            content.AddRange([.. BigEndian((uint)vector.Length), .. vector, .. BigEndian(Crc32.HashToUInt32(vector))]);
        }

        return ([.. content], [.. offsets]);
    }

    public static DeletionVectorDescriptor Inline(params long[] positions)
    {
        var vector = Portable(positions);
        return new DeletionVectorDescriptor { StorageType = "i", PathOrInlineDv = Z85(vector), SizeInBytes = vector.Length, Cardinality = positions.Length };
    }

    public static string Z85(byte[] bytes)
    {
        byte[] padded = [.. bytes, .. new byte[(4 - (bytes.Length % 4)) % 4]];
        return string.Concat(padded.Chunk(4).Select(chunk =>
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            return new string([.. Enumerable.Range(0, 5).Select(i => Alphabet[(int)(value / (uint)Math.Pow(85, 4 - i) % 85)])]);
        }));
    }

    private static void Bitmap(BinaryWriter writer, uint[] values, bool runs)
    {
        var blocks = values.GroupBy(value => (ushort)(value >> 16)).Select(block => (block.Key, Values: block.Select(value => (ushort)value).ToArray())).ToList();
        if (runs)
        {
            writer.Write(12347 | ((blocks.Count - 1) << 16));
            writer.Write([.. Enumerable.Repeat((byte)0xFF, (blocks.Count + 7) / 8)]);
        }
        else
        {
            writer.Write(12346);
            writer.Write(blocks.Count);
        }

        foreach (var (key, block) in blocks)
        {
            writer.Write(key);
            writer.Write((ushort)(block.Length - 1));
        }

        // Offsets, which readers need not believe.
        for (var i = 0; i < blocks.Count && (!runs || blocks.Count >= 4); i++)
        {
            writer.Write(0);
        }

        foreach (var (_, block) in blocks)
        {
            Block(writer, block, runs);
        }
    }

    private static void Block(BinaryWriter writer, ushort[] values, bool runs)
    {
        if (runs)
        {
            var starts = Enumerable.Range(0, values.Length).Where(i => i == 0 || values[i] != values[i - 1] + 1).Append(values.Length).ToArray();
            writer.Write((ushort)(starts.Length - 1));
            for (var i = 0; i + 1 < starts.Length; i++)
            {
                writer.Write(values[starts[i]]);
                writer.Write((ushort)(starts[i + 1] - starts[i] - 1));
            }
        }
        else if (values.Length <= 4096)
        {
            System.Array.ForEach(values, writer.Write);
        }
        else
        {
            var bits = new byte[8192];
            System.Array.ForEach(values, value => bits[value >> 3] |= (byte)(1 << (value & 7)));
            writer.Write(bits);
        }
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
