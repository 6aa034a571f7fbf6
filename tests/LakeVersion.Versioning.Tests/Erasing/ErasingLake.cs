using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Tests.Mirroring;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>A lake in which a secret was stored in many ways, and what must hold once it was erased.</summary>
internal static class ErasingLake
{
    public const string Secret = "the-secret-that-has-to-go";
    public const string Reason = "request 17";

    public static ErasureOptions Options { get; } = new() { Author = "dpo", RequestsAtOnce = 1 };

    public static ContentHash Digest { get; } = ContentHash.Of(Encoding.UTF8.GetBytes(Secret));

    /// <summary>Large content, which is an object with a list of chunks.</summary>
    public static byte[] Large { get; } = MakeLarge();

    /// <summary>The digests of both.</summary>
    public static ContentHash[] All { get; } = [Digest, ContentHash.Of(Large)];

    /// <summary>The secret in a shared pack, in another's, under two paths, on a deleted branch, under a tag, staged, dropped; with neighbours that must stay.</summary>
    public static async Task<IObjectStore> FillAsync(InstantTime time)
    {
        var store = await ShortEpochs.CreateAsync(time);
        var lake = await ShortEpochs.OpenAsync(store, time);
        await using (var several = await lake.BeginAsync())
        {
            await TestLake.PutAsync(several, "keep/a", "neighbour a");
            await TestLake.PutAsync(several, "secret", Secret);
            await TestLake.PutAsync(several, "keep/b", "neighbour b");
            several.Put(LakePath.Parse("large"), await several.Upload.AddContentAsync(Large));
            await several.CommitAsync(TestLake.Commit("Put several"));
        }

        await lake.PutAsync("copy/of", Secret);
        await lake.Lake.Births.CreateAsync(RefName.Tag("v1"), (await lake.Lake.Revisions.ResolveAsync("main")).AsBirth, TestLake.Log);
        await lake.BranchAsync("gone");
        await lake.PutAsync("other", Secret, "gone");
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("gone"), TestLake.Log);
        await lake.PutAsync("secret", "harmless");
        await using (var dropped = await lake.BeginAsync())
        {
            await TestLake.PutAsync(dropped, "dropped", Secret);
            await dropped.Upload.FlushAsync();
        }

        time.Advance(TimeSpan.FromSeconds(1));
        return store;
    }

    /// <summary>Fails where any stored byte still shows the secret.</summary>
    public static async Task AssertGoneAsync(IObjectStore store, string secret = Secret, string at = "")
    {
        foreach (var (key, bytes) in await MirrorFixture.StoredAsync(store))
        {
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{at}: {key} shows it");
        }
    }

    public static async Task<bool> IsThereAsync(IObjectStore store) =>
        (await MirrorFixture.StoredAsync(store)).Values.Any(bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) >= 0);

    public static async Task<LakeException> ReadErasedAsync(TestLake lake, string revision, string path)
    {
        var resolved = await lake.Lake.Revisions.ResolveAsync(revision);
        var entry = (await lake.Lake.TreeOf(resolved.Commit).GetAsync(LakePath.Parse(path)))!;
        var thrown = await Assert.ThrowsAsync<LakeException>(async () => await lake.Lake.ContentOf(resolved.Commit).ReadAsync(entry));
        var other = await Assert.ThrowsAsync<LakeException>(async () => await lake.Lake.Content.ReadRangeAsync(entry, 0, 4));
        Assert.Equal((LakeErrorKind.Expired, thrown.Message), (other.Kind, other.Message));
        return thrown;
    }

    public static async Task<(LakeVerifier Verifier, List<CheckFinding> Findings)> CheckAsync(IObjectStore store)
    {
        var findings = new List<CheckFinding>();
        var verifier = new LakeVerifier(store, new LakeStoreOptions(), new VerifyOptions { Data = true, Found = findings.Add });
        Assert.True(await verifier.RunAsync());
        return (verifier, findings);
    }

    private static byte[] MakeLarge()
    {
        var bytes = new byte[(2 << 20) + 7];
        new Random(3).NextBytes(bytes);
        Encoding.UTF8.GetBytes("large-secret").CopyTo(bytes, 1_500_000);
        return bytes;
    }
}
