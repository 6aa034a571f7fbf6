using LakeVersion.Storage;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Mirroring;

/// <summary>A small lake with one of everything, and what equal lakes have in common.</summary>
internal static class MirrorFixture
{
    public const int LargeBytes = (2 << 20) + 7;

    /// <summary>Two branches, one of them deleted, a tag, a keep, a reset, settings, small and large content.</summary>
    public static async Task<TestLake> FillAsync(IObjectStore store, LakeStoreOptions? options = null)
    {
        var lake = await TestLake.CreateAsync(store, options);
        await lake.PutAsync("data/a", "one");
        await lake.PutAsync("other/b", "two");
        await PutLargeAsync(lake, "data/large", 1);
        await lake.BranchAsync("work");
        await lake.PutAsync("data/a", "three", "work");
        await lake.PutAsync("data/c", "four");
        await lake.BranchAsync("gone");
        await lake.PutAsync("gone/x", "five", "gone");
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("gone"), TestLake.Log);
        await lake.Lake.Births.CreateAsync(RefName.Tag("v1"), (await lake.Lake.Revisions.ResolveAsync("main~1")).AsBirth, TestLake.Log);
        var kept = await lake.Lake.Revisions.ResolveAsync("work");
        await lake.Lake.Births.CreateAsync(RefName.Keep(kept.Commit.Id), kept.AsBirth, TestLake.Log);
        await lake.Lake.Settings.SetAsync("colour", "green", TestLake.Log);
        await lake.ResetAsync("work", "main~2");
        return lake;
    }

    public static async Task PutLargeAsync(TestLake lake, string path, int seed, string branch = "main")
    {
        var bytes = new byte[LargeBytes];
        new Random(seed).NextBytes(bytes);
        await using var transaction = await lake.BeginAsync(branch);
        transaction.Put(LakePath.Parse(path), await transaction.Upload.AddContentAsync(bytes));
        await transaction.CommitAsync(TestLake.Commit($"Put {path}"));
    }

    public static ValueTask<MirrorResult> MirrorAsync(TestLake lake, IObjectStore target, MirrorScope? scope = null) =>
        LakeMirroring.RunAsync(lake.Lake, target, scope ?? MirrorScope.Whole);

    /// <summary>What is stored under each key but a mirror's own.</summary>
    public static async Task<SortedDictionary<string, byte[]>> StoredAsync(IObjectStore store, string prefix = "")
    {
        var stored = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var item in store.ListAsync(new ListRequest { Prefix = prefix }))
        {
            if (!item.Name.StartsWith("mirror/", StringComparison.Ordinal))
            {
                stored.Add(item.Name, (await store.GetAsync(StoreKey.Parse(item.Name)))!.Value.ToArray());
            }
        }

        return stored;
    }

    /// <summary>Every log entry, and at each the commit and every file, as text.</summary>
    public static async Task<string> DescribeAsync(LakeStore lake)
    {
        var lines = new List<string>();
        var seen = new HashSet<Versioning.Commits.CommitId>();
        foreach (var kind in (RefKind[])[RefKind.Branch, RefKind.Tag, RefKind.Keep, RefKind.System])
        {
            await foreach (var name in lake.Logs.NamesAsync(kind))
            {
                await foreach (var stored in lake.Logs.NewestFirstAsync(name.Log))
                {
                    lines.Add($"{name.Log} {stored.Entry.N} {stored.Hash} {stored.Entry.After}");
                    if (stored.Entry.After is { } id && seen.Add(id))
                    {
                        lines.AddRange(await FilesAsync(lake, id).ToListAsync());
                    }
                }
            }
        }

        return string.Join('\n', lines);
    }

    private static async IAsyncEnumerable<string> FilesAsync(LakeStore lake, Versioning.Commits.CommitId id)
    {
        await foreach (var item in lake.TreeOf(await lake.Commits.ReadAsync(id)).ScanAsync(new TreeScan()))
        {
            yield return $"  {item.Path} {ContentHash.Of((await lake.Content.ReadAsync(item.Entry!)).Span)}";
        }
    }

    private static string Digests(SortedDictionary<string, byte[]> stored) =>
        string.Join('\n', stored.Select(pair => $"{pair.Key} {ContentHash.Of(pair.Value)}"));

    /// <summary>Fails where a mirror is not the whole lake, byte for byte where it must be.</summary>
    public static async Task AssertWholeAsync(IObjectStore source, IObjectStore mirror, bool sameBytes = true)
    {
        var lake = await TestLake.OpenAsync(source);
        var copy = await TestLake.OpenAsync(mirror);
        Assert.Equal(await DescribeAsync(lake.Lake), await DescribeAsync(copy.Lake));
        Assert.Equal(await lake.SeeAsync(), await copy.SeeAsync());
        Assert.Equal("", await copy.FaultsAsync());
        Assert.Equal((await source.GetAsync(LakeIdentity.Key))!.Value.ToArray(), (await mirror.GetAsync(LakeIdentity.Key))!.Value.ToArray());
        if (sameBytes)
        {
            Assert.Equal(Digests(await StoredAsync(source)), Digests(await StoredAsync(mirror)));
        }
    }
}
