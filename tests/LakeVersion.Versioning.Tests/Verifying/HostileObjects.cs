using System.Buffers.Binary;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Tests.Records;
using LakeVersion.Versioning.Tests.Trees;
using LakeVersion.Versioning.Trees;
using Record = LakeVersion.Versioning.Records.Record;

namespace LakeVersion.Versioning.Tests.Verifying;

/// <summary>A sort of stored object: sound bytes, and what reads them, through checksums and ids that fit whatever the bytes are.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Sound">Bytes that can be read.</param>
/// <param name="Read">Reads bytes as the lake does.</param>
internal sealed record HostileObject(string Name, byte[] Sound, Action<byte[]> Read);

internal static class HostileObjects
{
    private const int SealBytes = 46;

    private static readonly Locator Place = Locator.InPack(7, new Id128(99), 0, 8, 100);

    public static async Task<IReadOnlyList<HostileObject>> MakeAsync()
    {
        var (leaf, inner) = await NodesAsync();
        var pack = await PackAsync();
        return
        [
            new("leaf", leaf, ReadNode),
            new("inner node", inner, ReadNode),
            new("block of a node", BlockCodec.Encode(BlockType.Node, leaf), bytes => ReadBlock(bytes, BlockType.Node, payload => ReadNode(payload.ToArray()))),
            new("block of content", BlockCodec.Encode(BlockType.Content, leaf), bytes => ReadBlock(bytes, BlockType.Content, _ => { })),
            new("chunk list", new byte[5 * ContentHash.SizeBytes], ReadChunks),
            new("pack", pack, ReadPack),
            new("directory of a pack", DirectoryOf(pack), bytes => ReadPack(PackOf(pack, bytes))),
            .. Samples.All.Select(sample => new HostileObject($"{sample.Key} as stored", sample.Value.Bytes, bytes => ReadRecord(sample.Key, bytes))),
            .. Samples.All.Select(sample => new HostileObject($"{sample.Key} sealed anew", sample.Value.Bytes[..^SealBytes], bytes => ReadRecord(sample.Key, Sealed(bytes)))),
        ];
    }

    private static async Task<(byte[] Leaf, byte[] Inner)> NodesAsync()
    {
        var lake = new TreeLake(new MemoryStore());
        var tree = await lake.ApplyAsync(lake.Empty, Enumerable.Range(0, 2000).Select(i => TreeLake.Put($"folder/{i % 7}/file {i}", i % 5 == 0 ? "" : $"{i}", i % 100 == 0)));
        var nodes = await TreeLake.NodesAsync(tree);
        return (await PayloadAsync(nodes.First(node => node.Level == 0)), await PayloadAsync(nodes.First(node => node.Level == 1)));

        async Task<byte[]> PayloadAsync(Node node) => (await BlockReader.ReadAsync(new StoreRanges(lake.Store), node.Place, BlockType.Node, default)).ToArray();
    }

    private static async Task<byte[]> PackAsync()
    {
        var store = new MemoryStore();
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("a", "one");
        var pack = await store.ListAsync(new ListRequest { Prefix = "packs/" }).FirstAsync();
        return (await store.GetAsync(StoreKey.Parse(pack.Name)))!.Value.ToArray();
    }

    // By an id made of the bytes, so that nothing stops before the parser; of the totals the parser has the last word.
    private static void ReadNode(byte[] payload)
    {
        var length = payload.Length < 4 ? 0 : (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(payload), (uint)payload.Length - 4);
        var id = ContentHash.OfDomain(NodeFormat.Domain, payload.AsSpan(Math.Min(4, payload.Length), length));
        var totals = new TreeTotals(2000, 0, 0);
        for (var tries = 0; ; tries++)
        {
            try
            {
                var node = NodeDecoder.Decode(payload, new NodeRef(id, Place, totals, null, default));
                for (var i = 0; i < node.Count; i++)
                {
                    _ = node.Level == 0 ? node.Entry(i).ToString() : node.Child(i).ToString();
                    _ = (node.Path(i), node.Item(i));
                }

                return;
            }
            catch (LakeException e) when (tries == 0 && Found(e.Message) is { } found)
            {
                totals = found;
            }
        }
    }

    // The decoder names the totals that it found; with them the node is read to its end.
    private static TreeTotals? Found(string message)
    {
        var match = System.Text.RegularExpressions.Regex.Match(message, @"found TreeTotals \{ Entries = (\d+), Bytes = (\d+), Tables = (\d+) \}");
        return match.Success ? new TreeTotals(long.Parse(match.Groups[1].Value), long.Parse(match.Groups[2].Value), long.Parse(match.Groups[3].Value)) : null;
    }

    private static void ReadBlock(byte[] block, BlockType type, Action<ReadOnlyMemory<byte>> read)
    {
        if (block.Length >= BlockCodec.ChecksumBytes)
        {
            System.IO.Hashing.XxHash128.Hash(block.AsSpan(0, block.Length - BlockCodec.ChecksumBytes), block.AsSpan(block.Length - BlockCodec.ChecksumBytes));
        }

        read(BlockCodec.Decode(block, type, Place));
    }

    private static void ReadChunks(byte[] payload)
    {
        var store = new MemoryStore();
        var block = BlockCodec.Encode(BlockType.ChunkList, payload);
        var place = Place with { Offset = 0, Length = block.Length };
        Finish(store.PutAsync(place.ToKey(), block));
        Finish(ChunkList.ReadAsync(new StoreRanges(store), place, ChunkList.DigestOf(payload), 5L << 20, default));
    }

    private static void ReadPack(byte[] pack)
    {
        var store = new MemoryStore();
        var whole = Place with { Offset = 0, Length = pack.Length };
        Finish(store.PutAsync(whole.ToKey(), pack));
        foreach (var item in Finish(PackDirectory.ReadAsync(new StoreRanges(store), whole, default)))
        {
            Finish(BlockReader.ReadAsync(new StoreRanges(store), whole with { Offset = item.Offset, Length = item.Length }, item.Type, default));
        }
    }

    private static byte[] DirectoryOf(byte[] pack)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(pack.AsSpan(pack.Length - PackBuilder.TrailerBytes));
        var at = pack.Length - PackBuilder.TrailerBytes - length;
        return BlockCodec.Decode(pack.AsMemory(at, length), BlockType.Directory, Place).ToArray();
    }

    private static byte[] PackOf(byte[] pack, byte[] directory)
    {
        var old = (int)BinaryPrimitives.ReadUInt32LittleEndian(pack.AsSpan(pack.Length - PackBuilder.TrailerBytes));
        var block = BlockCodec.Encode(BlockType.Directory, directory);
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)block.Length);
        return [.. pack[..(pack.Length - PackBuilder.TrailerBytes - old)], .. block, .. length, .. PackBuilder.EndMagic];
    }

    private static byte[] Sealed(byte[] body)
    {
        var lines = body.Length > 0 && body[^1] == (byte)'\n' ? body[..^1] : body;
        return Record.Seal(lines);
    }

    private static void ReadRecord(string name, byte[] bytes)
    {
        var store = new MemoryStore();
        var key = Samples.All[name].Key;
        if (name is "commit" or "merge")
        {
            // Under the id that the bytes have.
            var line = bytes.AsSpan(0, Math.Max(bytes.AsSpan().IndexOf((byte)'\n'), 0));
            var id = CommitId.Of(line);
            Finish(store.PutAsync(id.ToKey(), bytes));
            _ = Finish(new CommitStore(store, Samples.Identity).ReadAsync(id)).ToString();
            return;
        }

        Finish(store.PutAsync(key, bytes));
        _ = name switch
        {
            "lake" => LakeIdentity.FromBytes(bytes).ToString(),
            "entry" => Finish(new LogReader(store, Samples.Lake).ReadAsync(Samples.Entry.Log, Samples.Entry.N)).ToString(),
            _ => Finish(Versioning.Collection.GcView.ReadAsync(store, new LakeVersion.Versioning.Mirroring.LakeLineage(Samples.Lake), default)).ToString(),
        };
    }

    // In memory everything ends at once, on this thread, whose allocations are counted.
    private static T Finish<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("It waits.");

    private static void Finish(ValueTask task)
    {
        if (!task.IsCompleted)
        {
            throw new InvalidOperationException("It waits.");
        }

        task.GetAwaiter().GetResult();
    }
}
