using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Publishing;

namespace LakeVersion.Tests.Merging;

/// <summary>Picks of several commits are published by a fast-forward, and are commits on the branch for its rules all the same.</summary>
public sealed class DirectPickTests
{
    private static readonly LogOptions Ada = new() { Author = "ada" };

    private static readonly ProtectionRule MergeOnly = new() { Name = "r", Branches = ["main"], MergeOnly = true };

    [Fact]
    public async Task Picks_are_judged_as_direct_commits_by_the_settings_that_their_movement_names()
    {
        var late = 0;
        for (var at = 1; ; at++)
        {
            var inner = new MemoryStore();
            await using var other = await MergeLake.CreateAsync(inner);
            await other.BranchAsync("dev");
            await other.FilesAsync("dev", "a=1");
            await other.FilesAsync("dev", "b=1");
            var store = new MeddledStore(inner, at, async () => await other.Lake.Protection.SetAsync(MergeOnly, Ada));
            await using var lake = await Lake.OpenAsync(store, new LakeOptions { Author = "ada" });
            MergeResult? picked = null;
            try
            {
                picked = await lake.Branch("main").CherryPickAsync(["main..dev"]);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Refused && e.Message.Contains("merge-only", StringComparison.Ordinal))
            {
                // A workbench was made: the rule came after the first look at the rules.
                late += store.Struck && await BenchedAsync(inner) ? 1 : 0;
            }

            Assert.Equal(0, picked?.Moved!.Entry.Settings ?? 0);
            Assert.Equal(picked is null ? "" : "a=1 b=1", await other.FilesAtAsync("main"));
            if (!store.Struck)
            {
                Assert.NotNull(picked);
                break;
            }
        }

        Assert.True(late > 0);
    }

    private static async Task<bool> BenchedAsync(IObjectStore store) =>
        await store.ListAsync(new ListRequest { Prefix = "refs/branches/" }).AnyAsync(item => item.Name.Contains("lv-replay", StringComparison.Ordinal));
}
