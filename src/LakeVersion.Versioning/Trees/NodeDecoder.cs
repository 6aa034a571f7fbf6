using System.Buffers;
using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>Reads nodes (docs/format.md, section 4) and checks all of what they say before anyone uses it.</summary>
/// <remarks>
/// 1. The id is the digest of the hashed section. 2. Level, count and last key are within the limits and what the reference
/// says. 3. Keys are paths, ascend, and share as much as they can: one content has one form. 4. Every field is checked.
/// 5. The totals are what the reference says. 6. Nothing stands behind either section.
/// </remarks>
internal static class NodeDecoder
{
    // Length of the rest, the fewest fields of an entry, or a child: no count that a payload can hold needs less.
    private const int LeastItemBytes = 4;

    /// <summary>The id that a payload has, whatever it is expected to be.</summary>
    public static ContentHash IdOf(ReadOnlySpan<byte> payload, Locator place)
    {
        var reader = new ByteReader(payload, "node", place);
        return ContentHash.OfDomain(NodeFormat.Domain, Hashed(ref reader));
    }

    public static Node Decode(ReadOnlyMemory<byte> payload, NodeRef expected)
    {
        var reader = new ByteReader(payload.Span, "node", expected.Place);
        var hashed = Hashed(ref reader);
        var id = ContentHash.OfDomain(NodeFormat.Domain, hashed);
        if (id != expected.Id)
        {
            throw LakeException.Corrupt($"The node in {expected.Place.Describe()} is another: expected {expected.Id}, found {id}."); // 1
        }

        var origins = ReadOrigins(ref reader);
        var slots = ReadHashed(hashed, expected, out var level, out var keys);
        foreach (ref var slot in slots.AsSpan())
        {
            ReadUnhashed(ref reader, level, origins, expected.Place, ref slot);
        }

        reader.End(); // 6
        return new Node(expected, level, payload, keys, slots, origins);
    }

    private static Origin[] ReadOrigins(ref ByteReader reader)
    {
        var origins = new Origin[reader.Count(Math.Min(NodeFormat.MaxOrigins, reader.Remaining / NodeFormat.OriginBytes), "a count of origins")];
        foreach (ref var origin in origins.AsSpan())
        {
            origin = new Origin(reader.U32(), reader.Id());
        }

        return origins;
    }

    private static ReadOnlySpan<byte> Hashed(ref ByteReader reader)
    {
        var length = reader.U32();
        return length <= (uint)reader.Remaining
            ? reader.Raw((int)length)
            : throw reader.Fault($"a hashed section of at most {reader.Remaining} bytes", $"{length}");
    }

    private static Node.Slot[] ReadHashed(ReadOnlySpan<byte> hashed, NodeRef expected, out int level, out byte[] keys)
    {
        var reader = new ByteReader(hashed, "hashed section of the node", expected.Place);
        level = reader.Byte();
        if (level >= NodeFormat.MaxLevels || (expected.Level ?? level) != level)
        {
            throw reader.Fault($"level {(expected.Level is { } known ? known : "below 64")}", $"{level}"); // 2
        }

        var count = reader.Count(Math.Min(NodeFormat.MaxItems, reader.Remaining / LeastItemBytes), "a count of items");
        if (count == 0)
        {
            throw reader.Fault("at least one item", "none");
        }

        var slots = new Node.Slot[count];
        var all = ArrayPool<byte>.Shared.Rent(count * LakePath.MaxBytes);
        try
        {
            var totals = default(TreeTotals);
            var (start, end) = (0, 0);
            foreach (ref var slot in slots.AsSpan())
            {
                var last = ReadKey(ref reader, all.AsSpan(start, end - start), all.AsSpan(end));
                (start, end) = (end, end + last);
                slot.KeyEnd = end;
                ReadItem(ref reader, level, expected.Place, ref slot, ref totals);
            }

            reader.End(); // 6
            CheckExpected(ref reader, expected, totals, all.AsSpan(start, end - start));
            keys = all.AsSpan(0, end).ToArray();
            return slots;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(all);
        }
    }

    // Writes the next key behind the one before and returns its length.
    private static int ReadKey(ref ByteReader reader, ReadOnlySpan<byte> before, Span<byte> destination)
    {
        var shared = reader.Count(before.Length, "a shared length");
        var rest = reader.String(LakePath.MaxBytes - shared, "a key");
        before[..shared].CopyTo(destination);
        rest.CopyTo(destination[shared..]);
        var key = destination[..(shared + rest.Length)];
        if (!LakePath.IsValid(key))
        {
            throw reader.Fault("a path", Convert.ToHexStringLower(key));
        }

        // All that is shared is shared, so the next byte alone tells whether keys ascend.
        if (rest.IsEmpty || (shared < before.Length && rest[0] <= before[shared]))
        {
            throw reader.Fault($"a key behind '{Encoding.UTF8.GetString(before)}'", $"'{Encoding.UTF8.GetString(key)}'"); // 3
        }

        return key.Length;
    }

    private static void ReadItem(ref ByteReader reader, int level, Locator place, ref Node.Slot slot, ref TreeTotals totals)
    {
        TreeTotals item;
        if (level == 0)
        {
            var fields = reader.String(EntryCodec.MaxHashedBytes, "an entry");
            (slot.HashedAt, slot.HashedLength) = (reader.Position - fields.Length, fields.Length);
            item = EntryDecoder.CheckHashed(fields, place); // 4
        }
        else
        {
            slot.HashedAt = reader.Position;
            reader.Raw(ContentHash.SizeBytes);
            item = new TreeTotals(reader.Long("entries"), reader.Long("bytes"), reader.Long("tables"));
            slot.HashedLength = reader.Position - slot.HashedAt;
        }

        // The hashed section begins behind its length in the payload.
        slot.HashedAt += sizeof(uint);
        try
        {
            totals += item;
        }
        catch (OverflowException)
        {
            throw reader.Fault("totals below 2^63", "greater ones");
        }
    }

    private static void CheckExpected(ref ByteReader reader, NodeRef expected, TreeTotals totals, ReadOnlySpan<byte> lastKey)
    {
        if (totals != expected.Totals)
        {
            throw reader.Fault($"{expected.Totals}", $"{totals}"); // 5
        }

        if (!expected.LastKey.IsEmpty && !lastKey.SequenceEqual(expected.LastKey.Span))
        {
            throw reader.Fault(
                $"the last key '{Encoding.UTF8.GetString(expected.LastKey.Span)}'", $"'{Encoding.UTF8.GetString(lastKey)}'"); // 2
        }
    }

    private static void ReadUnhashed(ref ByteReader reader, int level, Origin[] origins, Locator place, ref Node.Slot slot)
    {
        var value = reader.String(EntryCodec.MaxUnhashedBytes, "unhashed fields");
        (slot.UnhashedAt, slot.UnhashedLength) = (reader.Position - value.Length, value.Length);
        if (level == 0)
        {
            EntryDecoder.CheckUnhashed(value, origins, place); // 4
            return;
        }

        var locator = new ByteReader(value, "locators of the node", place);
        LocatorCodec.Skip(ref locator, origins);
        locator.End();
    }
}
