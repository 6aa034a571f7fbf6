using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

/// <summary>Bytes that every later version must read, and that this version writes (Golden/README.md says how they are made anew).</summary>
public sealed class GoldenTests
{
    private static readonly Id128 Transaction = Id128.Parse("000102030405060708090a0b0c0d0e0f");

    [Theory]
    [InlineData("leaf")]
    [InlineData("inner")]
    [InlineData("content")]
    [InlineData("chunks")]
    [InlineData("pack")]
    public async Task What_this_version_writes_is_the_golden_file(string name)
    {
        var bytes = (await MakeAsync())[name];
        var file = Path.Combine(Folder(), name + ".bin");
        if (Environment.GetEnvironmentVariable("LAKEVERSION_GOLDEN") == "write")
        {
            await File.WriteAllBytesAsync(file, bytes);
        }

        Assert.Equal(await File.ReadAllBytesAsync(file), bytes);
    }

    [Fact]
    public async Task The_golden_pack_reads_as_what_was_put_into_it()
    {
        var store = new MemoryStore();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder(), "pack.bin"));
        var pack = Locator.InPack(0x0b91, Transaction, 0, 0, bytes.Length);
        Assert.Equal("packs/5f/00000b91/000102030405060708090a0b0c0d0e0f-0", pack.ToKey().Value);
        await store.PutAsync(pack.ToKey(), bytes);

        var items = await PackDirectory.ReadAsync(new StoreRanges(store), pack, default);
        Assert.Equal([BlockType.Content, BlockType.ChunkList, BlockType.Node], items.Select(item => item.Type).Distinct());
        var last = items[^1];
        var root = new TreeRoot(last.Digest, pack with { Offset = last.Offset, Length = last.Length }, new TreeTotals(704, 2_105_318, 1));
        Assert.Equal("fc10", root.Id.ToString()[..4]);
        var tree = Tree.Open(new NodeSource(store, new NodeCache()), root);
        var entry = await tree.GetAsync(LakePath.Parse("a/ä.txt"));
        Assert.Equal(("text/plain", "v"), (entry!.ContentType, entry.UserMetadata!["k"]));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMicroseconds(1_700_000_000_000_001), entry.Modified);
        Assert.Equal("golden\n"u8.ToArray(), (await new ContentReader(store).ReadAsync(entry)).ToArray());
        Assert.Equal(704, await tree.ScanAsync(new TreeScan()).CountAsync());
    }

    private static async Task<Dictionary<string, byte[]>> MakeAsync()
    {
        var store = new MemoryStore();
        var rule = SplitRule.FromSalt(Id128.Parse("f0e1d2c3b4a5968778695a4b3c2d1e0f"));
        using var upload = new Upload(store, Transaction, 0x0b91);
        var text = await upload.AddContentAsync("golden\n"u8.ToArray());
        var large = await upload.AddContentAsync(new byte[(2 << 20) + 1]);
        var changes = Enumerable.Range(0, 700).Select(i => TreeLake.Put($"many/{i:d4}", $"{i:d12}"[..(i % 12 + 1)])).ToList();
        var identity = new ExternalIdentity("s3://bucket/key", "\"etag\"", "version");
        changes.Add(PathChange.Put(LakePath.Parse("a/ä.txt"), text with
        {
            ContentType = "text/plain",
            UserMetadata = new Dictionary<string, string> { ["k"] = "v", ["ä"] = "" },
            Modified = DateTimeOffset.UnixEpoch.AddMicroseconds(1_700_000_000_000_001),
        }));
        changes.Add(PathChange.Put(LakePath.Parse("large"), large));
        changes.Add(PathChange.Put(LakePath.Parse("far"), new TreeEntry
        {
            Kind = EntryKind.External,
            SizeBytes = 3623,
            External = identity,
            Place = Locator.AtExternal(identity),
        }));
        changes.Add(PathChange.Put(LakePath.Parse("t/_delta_log/00000000000000000000.json"), TreeLake.Entry("x", true) with { Place = Locator.Absent }));
        var tree = await TreeEditor.ApplyAsync(Tree.Empty(upload.Nodes), changes, rule, upload);
        await upload.FlushAsync();

        var pack = (await store.GetAsync(upload.Keys[0]))!.Value;
        var nodes = await TreeLake.NodesAsync(tree);
        return new Dictionary<string, byte[]>
        {
            ["pack"] = pack.ToArray(),
            ["inner"] = Block(nodes[0].Place),
            ["leaf"] = Block(nodes[1].Place),
            ["content"] = Block(text.Place!),
            ["chunks"] = Block(large.ChunkListPlace!),
        };

        byte[] Block(Locator place) => pack.Slice((int)place.Offset, (int)place.Length).ToArray();
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "Golden");
}
