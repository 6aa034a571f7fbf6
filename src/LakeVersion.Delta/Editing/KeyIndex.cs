using System.IO.Hashing;
using System.Numerics;
using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>Finds rows by their keys. Immutable once made, and safe for concurrent use.</summary>
/// <remarks>A table of slots with open addressing beside the keys' bytes one behind another: about the key's length and 20 bytes a row.</remarks>
internal sealed class KeyIndex
{
    private readonly byte[] keys;
    private readonly int[] ends;
    private readonly uint[] hashes;
    private readonly int[] slots;

    private KeyIndex(byte[] keys, int[] ends, uint[] hashes, int[] slots) => (this.keys, this.ends, this.hashes, this.slots) = (keys, ends, hashes, slots);

    /// <summary>Indexes all rows; those with a null in their key are found by nobody.</summary>
    /// <exception cref="LakeException">Invalid: several rows have one key. The message names it, and says how many they are.</exception>
    public static KeyIndex Of(RecordBatch rows, IReadOnlyList<string> names)
    {
        var reader = new KeyReader(rows, names);
        using var bytes = new MemoryStream();
        var ends = new int[rows.Length];
        var hashes = new uint[rows.Length];
        var slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, rows.Length * 2L))];
        System.Array.Fill(slots, -1);
        var keyed = new List<int>();
        for (var row = 0; row < rows.Length; row++)
        {
            if (reader.TryRead(row, out var key))
            {
                bytes.Write(key);
                hashes[row] = Hash(key);
                keyed.Add(row);
            }

            ends[row] = checked((int)bytes.Length);
        }

        var index = new KeyIndex(bytes.ToArray(), ends, hashes, slots);
        foreach (var row in keyed)
        {
            var slot = index.Slot(index.Key(row), hashes[row]);
            if (slots[slot] >= 0)
            {
                throw Repeated(rows, names, row, keyed.Count(other => index.Key(other).SequenceEqual(index.Key(row))));
            }

            slots[slot] = row;
        }

        return index;
    }

    /// <summary>The row that has the key; -1 for none.</summary>
    public int Find(ReadOnlySpan<byte> key) => slots[Slot(key, Hash(key))];

    // The slot that holds the key's row, or the free one where it would be.
    private int Slot(ReadOnlySpan<byte> key, uint hash)
    {
        var slot = (int)(hash & (uint)(slots.Length - 1));
        while (slots[slot] is >= 0 and var row && (hashes[row] != hash || !Key(row).SequenceEqual(key)))
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slot;
    }

    private ReadOnlySpan<byte> Key(int row) => keys.AsSpan((row == 0 ? 0 : ends[row - 1])..ends[row]);

    private static uint Hash(ReadOnlySpan<byte> key) => (uint)XxHash3.HashToUInt64(key);

    private static LakeException Repeated(RecordBatch rows, IReadOnlyList<string> names, int row, int count)
    {
        var key = string.Join(", ", names.Select(name =>
            $"{name} = {Rows.Expressions.ColumnScalars.Read(rows.Column(rows.Schema.GetFieldIndex(name)), row)}"));
        return LakeException.Invalid(
            $"The source has {count} rows with the key ({key}), so it is open which one the table should get. Nothing was committed; bring one row a key.");
    }
}
