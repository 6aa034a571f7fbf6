using System.IO.Hashing;
using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Hashes of what a check has seen, with a seed of its own, so that nobody can make two things look like one.</summary>
/// <remarks>A place is hashed with all that is expected of it: another expectation of the same place is another thing to check, and equal
/// content at another place is another copy.</remarks>
internal sealed class PlaceHash
{
    private readonly long seed;

    public PlaceHash(IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        entropy.Fill(bytes);
        seed = BitConverter.ToInt64(bytes);
    }

    public ulong Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public ulong Of(ReadOnlySpan<byte> text) => XxHash3.HashToUInt64(text, seed);

    public ulong Of(CommitId commit)
    {
        Span<byte> bytes = stackalloc byte[ContentHash.SizeBytes];
        commit.Hash.Write(bytes);
        return XxHash3.HashToUInt64(bytes, seed);
    }

    public ulong Of(NodeRef node)
    {
        var writer = new ByteWriter(160);
        Write(writer, node.Place);
        writer.Digest(node.Id);
        writer.Varint(node.Totals.Entries);
        writer.Varint(node.Totals.Bytes);
        writer.Varint(node.Totals.Tables);
        writer.Byte((byte)(node.Level ?? 255));
        writer.Raw(node.LastKey.Span);
        return XxHash3.HashToUInt64(writer.Written, seed);
    }

    /// <summary>The content of an entry, where it lies and by what it is checked.</summary>
    public ulong Of(TreeEntry entry)
    {
        var writer = new ByteWriter(256);
        Write(writer, entry.External is { } identity ? Locator.AtExternal(identity) : entry.Place ?? Locator.Absent);
        Write(writer, entry.ChunkListPlace ?? Locator.Absent);
        writer.Varint(entry.SizeBytes);
        writer.Digest(entry.Sha256 ?? default);
        writer.Digest(entry.ChunkList ?? default);
        return XxHash3.HashToUInt64(writer.Written, seed);
    }

    private static void Write(ByteWriter writer, Locator place)
    {
        writer.Byte((byte)place.Room);
        if (place.External is { } identity)
        {
            LocatorCodec.WriteExternal(writer, identity);
            return;
        }

        writer.U32(place.Epoch);
        writer.Id(place.TransactionId);
        writer.U32(place.Sequence);
        writer.I64(place.Offset);
        writer.I64(place.Length);
    }
}
