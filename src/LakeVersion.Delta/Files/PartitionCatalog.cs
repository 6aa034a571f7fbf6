using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Files;

/// <summary>The different partition values of many files, each kept once and known by a number.</summary>
/// <remarks>Values are found by how they are spelled, as a JSON object or as <see cref="PartitionSpelling"/>: two spellings of the
/// same values get two numbers, which does no harm.</remarks>
internal sealed class PartitionCatalog
{
    private readonly Dictionary<byte[], int> numbers = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> lookup;
    private readonly List<IReadOnlyDictionary<string, string?>> values = [];
    private byte[] lastKey = [];
    private int last = -1;

    public PartitionCatalog() => lookup = numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => values.Count;

    public IReadOnlyDictionary<string, string?> this[int number] => values[number];

    /// <summary>The number of the values that are spelled so.</summary>
    public int Number(ReadOnlySpan<byte> spelling)
    {
        // Files that follow one another often share them.
        if (last >= 0 && spelling.SequenceEqual(lastKey))
        {
            return last;
        }

        if (!lookup.TryGetValue(spelling, out lastKey!, out last))
        {
            (lastKey, last) = (spelling.ToArray(), values.Count);
            numbers.Add(lastKey, last);
            values.Add(spelling[0] == '{' ? FileActionReader.Map(spelling, (0, spelling.Length))! : PartitionSpelling.Read(spelling));
        }

        return last;
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly BytesComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}

/// <summary>Partition values as bytes: a zero, then each key and value with its length in front; -1 is a null value.</summary>
internal sealed class PartitionSpelling
{
    private byte[] buffer = new byte[256];
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Begin()
    {
        buffer[0] = 0;
        length = 1;
    }

    public void Add(ReadOnlySpan<byte> text, bool isNull = false)
    {
        if (length + sizeof(int) + text.Length > buffer.Length)
        {
            Array.Resize(ref buffer, 2 * (length + sizeof(int) + text.Length));
        }

        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(length), isNull ? -1 : text.Length);
        text.CopyTo(buffer.AsSpan(length + sizeof(int)));
        length += sizeof(int) + text.Length;
    }

    public static Dictionary<string, string?> Read(ReadOnlySpan<byte> spelling)
    {
        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var rest = spelling[1..]; rest.Length > 0;)
        {
            var key = Next(ref rest)!;
            map[key] = Next(ref rest);
        }

        return map;
    }

    private static string? Next(ref ReadOnlySpan<byte> rest)
    {
        var size = BinaryPrimitives.ReadInt32LittleEndian(rest);
        var text = size < 0 ? null : Encoding.UTF8.GetString(rest.Slice(sizeof(int), size));
        rest = rest[(sizeof(int) + Math.Max(0, size))..];
        return text;
    }
}
