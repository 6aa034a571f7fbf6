using LakeVersion.Merging;

namespace LakeVersion.Tests.Merging;

/// <summary>Branches that parted, for tests of what is held: table t on all; feature has one append more, main a commit of its own.</summary>
internal static class PartedLake
{
    public static async Task<MergeLake> CreateAsync()
    {
        var lake = await MergeLake.CreateAsync();
        await lake.AppendAsync("main", "t", 1);
        await lake.BranchAsync("feature");
        await lake.BranchAsync("dev");
        await lake.FilesAsync("main", "main=1");
        await lake.AppendAsync("feature", "t", 10);
        return lake;
    }

    /// <summary>Brings feature into main.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="how">merge, squash or pick.</param>
    /// <param name="compacts">Whether main's table is compacted afterwards, so that no file tells what was there.</param>
    public static async Task BringAsync(MergeLake lake, string how, bool compacts = true)
    {
        if (how == "pick")
        {
            await lake.PickAsync("main", "feature");
        }
        else
        {
            await lake.MergeAsync("feature", "main", new MergeOptions { Squash = how == "squash" });
        }

        if (compacts)
        {
            await lake.CompactAsync("main", "t");
        }
    }
}
