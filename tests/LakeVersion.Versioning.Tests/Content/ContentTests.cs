using System.Security.Cryptography;
using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;
using LakeVersion.Versioning.Tests.Trees;

namespace LakeVersion.Versioning.Tests.Content;

public sealed class ContentTests
{
    private const int Mebi = 1 << 20;

    [Theory]
    [InlineData(0, null, false)]
    [InlineData(1, Room.Pack, false)]
    [InlineData(Mebi - 1, Room.Pack, false)]
    [InlineData(Mebi, Room.Object, false)]
    [InlineData(Mebi + 1, Room.Object, true)]
    [InlineData(3 * Mebi, Room.Object, true)]
    public async Task Content_goes_where_its_size_says_and_comes_back(int size, Room? room, bool hasChunks)
    {
        var lake = new TreeLake();
        var bytes = Bytes(size);
        foreach (var isStream in new[] { true, false })
        {
            using var upload = lake.Begin();
            var entry = isStream ? await upload.AddContentAsync(new Trickle(bytes)) : await upload.AddContentAsync(bytes);
            Assert.Equal(ContentHash.Of(bytes), entry.Sha256);
#pragma warning disable CA5351 // What foreign tools compute.
            Assert.Equal(Md5Digest.Read(MD5.HashData(bytes)), entry.Md5);
#pragma warning restore CA5351
            Assert.Equal((size, room, hasChunks), (entry.SizeBytes, entry.Place?.Room, entry.ChunkList is not null));
            Assert.Equal(bytes, (await upload.Content.ReadAsync(entry)).ToArray());
            await upload.FlushAsync();

            var reader = new ContentReader(lake.Store);
            Assert.Equal(bytes, (await reader.ReadAsync(entry)).ToArray());
            using var copy = new MemoryStream();
            await using var stream = (await reader.OpenAsync(entry)).AsStream();
            await stream.CopyToAsync(copy);
            Assert.Equal(bytes, copy.ToArray());
            Assert.Equal(size == 0, upload.Keys.Count == 0);
        }
    }

    [Theory]
    [InlineData(12_345, true)]
    [InlineData(10 * Mebi + 77, true)]
    [InlineData(3 * Mebi + 5, false)]
    public async Task Ranges_and_streams_give_the_same_as_the_whole(int size, bool withChunks)
    {
        var lake = new TreeLake();
        var bytes = Bytes(size);
        using var upload = lake.Begin();
        var entry = await upload.AddContentAsync(bytes);
        entry = withChunks ? entry : entry with { ChunkList = null, ChunkListPlace = null };
        var content = await upload.Content.OpenAsync(entry);
        Assert.Equal(withChunks, content.HasChunks);
        await using var stream = content.AsStream();
        Assert.Equal(withChunks, stream.CanSeek);
        Gen.Select(Gen.Int[0, size + 10], Gen.Frequency((3, Gen.Int[0, 100]), (1, Gen.Int[0, size]))).Sample(
            (offset, length) => CheckAsync(offset, length).GetAwaiter().GetResult(), iter: 30, threads: 1);

        async Task CheckAsync(int offset, int length)
        {
            var expected = bytes[Math.Min(offset, size)..Math.Min(offset + length, size)];
            Assert.Equal(expected, (await content.ReadAsync(offset, length)).ToArray());
            if (stream.CanSeek)
            {
                var buffer = new byte[length];
                stream.Position = offset;
                Assert.Equal(expected, buffer[..await stream.ReadAtLeastAsync(buffer, length, throwOnEndOfStream: false)]);
            }
        }
    }

    [Fact]
    public async Task A_range_reads_only_the_chunks_that_it_touches()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var entry = await upload.AddContentAsync(Bytes(5 * Mebi));
        await upload.FlushAsync();
        var content = await new ContentReader(lake.Store).OpenAsync(entry);
        var before = lake.Store.Snapshot();
        await content.ReadAsync(2 * Mebi - 10, 20);
        var cost = lake.Store.Snapshot() - before;
        Assert.Equal((1, 2 * Mebi), (cost.Ranges, cost.BytesDown));
    }

    [Fact]
    public async Task Damage_is_named_by_key_chunk_and_digests_and_the_other_chunks_stay_readable()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var bytes = Bytes(3 * Mebi + 5);
        var entry = await upload.AddContentAsync(bytes);
        await upload.FlushAsync();
        await lake.DamageAsync(entry.Place!.ToKey(), stored => stored[Mebi + 7] ^= 1);
        var reader = new ContentReader(lake.Store);
        var content = await reader.OpenAsync(entry);
        var message = await CorruptAsync(async () => await content.ReadAsync(Mebi - 1, 2));
        Assert.Contains(entry.Place.ToKey().Value, message, StringComparison.Ordinal);
        Assert.Contains("chunk 1 ", message, StringComparison.Ordinal);
        Assert.Contains($"expected SHA-256 {ContentHash.Of(bytes.AsSpan(Mebi, Mebi))}", message, StringComparison.Ordinal);
        Assert.Equal(bytes[(2 * Mebi)..], (await content.ReadAsync(2 * Mebi, 2 * Mebi)).ToArray());
        Assert.Contains($"{entry.Sha256}", await CorruptAsync(async () => await reader.ReadAsync(entry)), StringComparison.Ordinal);
        await CorruptAsync(() => content.AsStream().CopyToAsync(Stream.Null));

        var bare = await reader.OpenAsync(entry with { ChunkList = null, ChunkListPlace = null });
        await CorruptAsync(() => bare.AsStream().CopyToAsync(Stream.Null));
        await CorruptAsync(async () => await bare.ReadAsync(0, 1));
    }

    [Fact]
    public async Task A_chunk_list_that_is_another_is_refused()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var one = await upload.AddContentAsync(Bytes(2 * Mebi));
        var two = await upload.AddContentAsync(Bytes(3 * Mebi));
        await CorruptAsync(async () => await upload.Content.OpenAsync(one with { ChunkListPlace = two.ChunkListPlace }));
        await CorruptAsync(async () => await upload.Content.OpenAsync(
            one with { ChunkListPlace = two.ChunkListPlace, ChunkList = two.ChunkList }));
        await CorruptAsync(async () => await upload.Content.OpenAsync(one with { ChunkListPlace = one.Place }));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2 * Mebi)]
    public async Task Content_that_the_base_holds_is_not_stored_again(int size)
    {
        var lake = new TreeLake();
        using var first = lake.Begin();
        var known = await first.AddContentAsync(Bytes(size));
        await first.FlushAsync();
        using var second = lake.Begin();
        Assert.Equal(known, await second.AddContentAsync(new MemoryStream(Bytes(size)), known));
        Assert.Equal(known, await second.AddContentAsync(Bytes(size), known));
        Assert.Empty(second.Keys);

        var other = Bytes(size);
        other[^1] ^= 1;
        var changed = await second.AddContentAsync(new MemoryStream(other), known);
        Assert.Equal(ContentHash.Of(other), changed.Sha256);
        Assert.Equal(other, (await second.Content.ReadAsync(changed)).ToArray());
    }

    [Fact]
    public async Task Content_outside_the_lake_and_content_left_out_say_so()
    {
        var reader = new ContentReader(new TreeLake().Store);
        var entry = TreeLake.Entry("xyz");
        var absent = await Assert.ThrowsAsync<LakeException>(async () => await reader.ReadAsync(entry with { Place = Locator.Absent }));
        Assert.Equal(LakeErrorKind.NotFound, absent.Kind);
        var outside = entry with { Place = Locator.AtExternal(new ExternalIdentity("s3://b/k")) };
        var external = await Assert.ThrowsAsync<LakeException>(async () => await reader.OpenAsync(outside));
        Assert.Equal(LakeErrorKind.Unsupported, external.Kind);
        await CorruptAsync(async () => await reader.ReadAsync(entry with { Place = null }));
    }

    [Fact]
    public async Task What_describes_content_is_never_read_from_outside()
    {
        var outside = new OutsideOfZeros();
        var reader = new ContentReader(new TreeLake().Store, outside);
        var elsewhere = Locator.AtExternal(new ExternalIdentity("s3://b/k", "tag"));
        var entry = new TreeEntry { SizeBytes = 3 << 20, Sha256 = ContentHash.Of([]), ChunkList = ContentHash.Of([]), ChunkListPlace = elsewhere, Place = elsewhere };
        await CorruptAsync(async () => await reader.OpenAsync(entry));
        Assert.Equal(0, outside.Reads);
        await CorruptAsync(async () => await reader.ReadAsync(entry with { ChunkList = null, ChunkListPlace = null }));
        Assert.Equal(1, outside.Reads);
    }

    private sealed class OutsideOfZeros : IOutsideContent
    {
        public int Reads { get; private set; }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(ExternalIdentity identity, long offset, int length, CancellationToken cancellationToken)
        {
            Reads++;
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[length]);
        }
    }

    private static async Task<string> CorruptAsync(Func<Task> act)
    {
        var fault = await Assert.ThrowsAsync<LakeException>(act);
        Assert.Equal(LakeErrorKind.Corrupt, fault.Kind);
        return fault.Message;
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        uint state = 12345;
        foreach (ref var b in bytes.AsSpan())
        {
            state = state * 1664525 + 1013904223;
            b = (byte)(state >> 24);
        }

        return bytes;
    }

    /// <summary>A stream that cannot seek and gives odd amounts.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 77_777)], cancellationToken);
    }
}
