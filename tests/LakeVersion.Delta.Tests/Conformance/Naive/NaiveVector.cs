using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace LakeVersion.Delta.Tests.Conformance.Naive;

/// <summary>Deletion vectors by the letter (PROTOCOL.md, "Deletion Vector Format", and the format of Roaring bitmaps), value by value.</summary>
internal static class NaiveVector
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    public static HashSet<long> Read(JsonObject vector, string folder)
    {
        var rows = Decode(Bytes(vector, folder));
        Assert.Equal((long)vector["cardinality"]!, rows.Count);
        return rows;
    }

    /// <summary>Five characters are four bytes. A last group that begins with <c>#</c>, as no sound one can, lacks a byte for each: kernel/cdf-table-with-dv
    /// has one such vector, of 34 bytes, whose last value is 3 this way and beyond the file's ten rows in any other.</summary>
    public static byte[] Z85(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i += 5)
        {
            var group = text.Substring(i, 5);
            var digits = i + 5 == text.Length ? group.TrimStart('#') : group;
            var word = digits.Aggregate(0u, (sum, letter) => (sum * 85) + (uint)Alphabet.IndexOf(letter, StringComparison.Ordinal));
            for (var place = digits.Length - 2; place >= 0; place--)
            {
                bytes.Add((byte)(word >> (8 * place)));
            }
        }

        return [.. bytes];
    }

    private static byte[] Bytes(JsonObject vector, string folder)
    {
        var (place, size) = ((string)vector["pathOrInlineDv"]!, (int)vector["sizeInBytes"]!);
        if ((string)vector["storageType"]! == "i")
        {
            return Z85(place)[..size];
        }

        var file = (string)vector["storageType"]! == "p"
            ? new Uri(place).LocalPath
            : Path.Combine(folder, place[..^20], $"deletion_vector_{new Guid(Z85(place[^20..]), bigEndian: true)}.bin");
        var start = (int?)vector["offset"] ?? 0;
        var content = File.ReadAllBytes(file);
        Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(start)));
        return content.AsSpan(start + 4, size).ToArray();
    }

    private static HashSet<long> Decode(byte[] data)
    {
        using var reader = new BinaryReader(new MemoryStream(data));
        Assert.Equal(1681511377u, reader.ReadUInt32());
        var rows = new HashSet<long>();
        for (var buckets = reader.ReadInt64(); buckets > 0; buckets--)
        {
            Bucket(reader, (long)reader.ReadUInt32() << 32, rows);
        }

        return rows;
    }

    private static void Bucket(BinaryReader reader, long high, HashSet<long> rows)
    {
        var cookie = reader.ReadUInt32();
        var withRuns = (cookie & 0xFFFF) == 12347;
        var count = withRuns ? (int)(cookie >> 16) + 1 : reader.ReadInt32();
        Assert.True(withRuns || cookie == 12346);
        var runs = withRuns ? reader.ReadBytes((count + 7) / 8) : new byte[(count + 7) / 8];
        var containers = Enumerable.Range(0, count).Select(_ => (Key: reader.ReadUInt16(), Size: reader.ReadUInt16() + 1)).ToList();
        if (!withRuns || count >= 4)
        {
            reader.ReadBytes(4 * count);
        }

        for (var i = 0; i < count; i++)
        {
            var first = high | ((long)containers[i].Key << 16);
            rows.UnionWith(Container(reader, containers[i].Size, (runs[i / 8] >> (i % 8) & 1) == 1).Select(low => first | (uint)low));
        }
    }

    private static List<int> Container(BinaryReader reader, int size, bool isRuns)
    {
        if (isRuns)
        {
            var runs = Enumerable.Range(0, reader.ReadUInt16()).Select(_ => (Start: (int)reader.ReadUInt16(), Length: reader.ReadUInt16() + 1)).ToList();
            return [.. runs.SelectMany(run => Enumerable.Range(run.Start, run.Length))];
        }

        if (size <= 4096)
        {
            return [.. Enumerable.Range(0, size).Select(_ => (int)reader.ReadUInt16())];
        }

        var bits = reader.ReadBytes(8192);
        return [.. Enumerable.Range(0, 65536).Where(value => (bits[value / 8] >> (value % 8) & 1) == 1)];
    }
}
