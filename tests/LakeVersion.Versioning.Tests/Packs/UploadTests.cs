using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Tests.Trees;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Packs;

public sealed class UploadTests
{
    [Fact]
    public async Task A_commit_of_one_file_stores_one_pack_and_its_directory_names_every_block()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var entry = await upload.AddContentAsync("hello"u8.ToArray());
        var tree = await TreeEditor.ApplyAsync(lake.Empty, [PathChange.Put(LakePath.Parse("a"), entry)], lake.Rule, upload);
        Assert.Equal(0, lake.Store.Snapshot().Puts);
        await upload.FlushAsync();
        await upload.FlushAsync();
        Assert.Equal(1, lake.Store.Snapshot().Puts);

        var key = Assert.Single(upload.Keys);
        var pack = entry.Place! with { Offset = 0, Length = (await lake.Store.GetAsync(key))!.Value.Length };
        var items = await PackDirectory.ReadAsync(new StoreRanges(lake.Store), pack, default);
        PackItem[] expected =
        [
            new(BlockType.Content, entry.Place.Offset, entry.Place.Length, entry.Sha256!.Value),
            new(BlockType.Node, tree.Root.Place!.Offset, tree.Root.Place.Length, tree.Id),
        ];
        Assert.Equal(expected, items);
        using var later = lake.Begin();
        Assert.Equal("hello"u8.ToArray(), (await later.Content.ReadAsync(entry)).ToArray());
    }

    [Fact]
    public async Task What_waits_in_the_pack_can_be_read_before_it_is_stored_and_stays_readable_while_more_is_added()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var first = await upload.AddContentAsync("first"u8.ToArray());
        var held = await upload.Content.ReadAsync(first);
        for (var i = 0; i < 2000; i++)
        {
            await upload.AddContentAsync(new byte[100 + i % 7]);
        }

        Assert.Equal("first"u8.ToArray(), held.ToArray());
        Assert.Equal("first"u8.ToArray(), (await upload.Content.ReadAsync(first)).ToArray());
        Assert.Equal(0, lake.Store.Snapshot().Requests);
    }

    [Fact]
    public async Task Packs_roll_over_below_64_MiB_and_all_stays_readable()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var content = new byte[1_000_000];
        var entries = new List<TreeEntry>();
        for (var i = 0; i < 70; i++)
        {
            content[0] = (byte)i;
            entries.Add(await upload.AddContentAsync(content));
        }

        Assert.Equal(1, lake.Store.Snapshot().Puts);
        Assert.Equal(2, upload.Keys.Count);
        Assert.InRange((await lake.Store.GetAsync(upload.Keys[0]))!.Value.Length, 63 << 20, 64 << 20);
        for (var i = 0; i < 70; i++)
        {
            Assert.Equal((byte)i, (await upload.Content.ReadAsync(entries[i])).Span[0]);
        }
    }

    [Fact]
    public async Task Keys_carry_the_epoch_of_their_time_and_all_epochs_are_told()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin(3);
        var first = await upload.AddContentAsync(new byte[] { 1 });
        await upload.MoveToEpochAsync(9);
        var second = await upload.AddContentAsync(new byte[] { 2 });
        await upload.FlushAsync();
        Assert.Equal((3u, 9u), (first.Place!.Epoch, second.Place!.Epoch));
        Assert.Equal([3u, 9u], upload.Epochs);
        Assert.Equal([first.Place.ToKey(), second.Place.ToKey()], upload.Keys);
        Assert.Equal(2u, upload.NextSequence);
    }

    [Fact]
    public async Task Many_writers_at_once_share_one_session()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var entries = new TreeEntry[400];
        await Parallel.ForAsync(0, entries.Length, async (i, token) =>
            entries[i] = await upload.AddContentAsync(BitConverter.GetBytes(i), cancellationToken: token));
        await upload.FlushAsync();
        for (var i = 0; i < entries.Length; i++)
        {
            Assert.Equal(BitConverter.GetBytes(i), (await upload.Content.ReadAsync(entries[i])).ToArray());
        }

        Assert.Single(upload.Keys);
    }

    [Fact]
    public async Task Every_changed_byte_of_a_packs_frame_and_directory_shows()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var entry = await upload.AddContentAsync("hello"u8.ToArray());
        await upload.FlushAsync();
        var key = upload.Keys[0];
        var length = (await lake.Store.GetAsync(key))!.Value.Length;
        var pack = entry.Place! with { Offset = 0, Length = length };
        var content = Enumerable.Range((int)entry.Place.Offset, (int)entry.Place.Length);
        foreach (var at in Enumerable.Range(0, length).Except(content))
        {
            await lake.DamageAsync(key, bytes => bytes[at] ^= 4);
            var fault = await Assert.ThrowsAsync<LakeException>(
                async () => await PackDirectory.ReadAsync(new StoreRanges(lake.Store), pack, default));
            Assert.Equal(LakeErrorKind.Corrupt, fault.Kind);
            await lake.DamageAsync(key, bytes => bytes[at] ^= 4);
        }
    }
}
