using LakeVersion.Merging;
using LakeVersion.Storage;

namespace LakeVersion.Tests.Merging;

/// <summary>A pick holds no more than the picked commit changed: what that commit's first parent had already is not lost by a later merge.</summary>
public sealed class PickBeyondTests
{
    [Fact]
    public async Task Of_a_squash_made_anew_where_a_part_of_it_was()
    {
        await using var lake = await CreateAsync();
        await lake.FilesAsync("main", "other=1");
        await lake.PickAsync("dev", "main~1");
        await lake.MergeAsync("dev");
        await lake.Lake.Branch("main").SquashAsync("main~3");
        Assert.Equal(1, (await lake.Lake.Branch("main").RebaseAsync("dev")).Replayed);
        await CheckAsync(lake, "main");
    }

    [Fact]
    public async Task Of_a_merge_of_what_was_picked_before()
    {
        await using var lake = await CreateAsync();
        await lake.PickAsync("dev", "main");
        await lake.FilesAsync("main", "other=1");
        await lake.MergeAsync("main", "dev");
        await CheckAsync(lake, "dev");
    }

    [Fact]
    public async Task Of_a_squash_that_was_picked_again_where_a_part_of_it_was()
    {
        await using var lake = await CreateAsync();
        await lake.FilesAsync("main", "other=1");
        await lake.BranchAsync("all", "lab");
        await lake.MergeAsync("main", "all", new MergeOptions { Squash = true });
        await lake.MergeAsync("main~1", "dev");
        await lake.Lake.Branch("dev").CherryPickAsync(["all"], new PickOptions { AllowAgain = true });
        await CheckAsync(lake, "dev");
    }

    [Fact]
    public async Task Of_a_squash_of_a_branch_that_had_merged_what_was_there()
    {
        await using var lake = await CreateAsync();
        await lake.FilesAsync("dev", "other=1");
        await lake.MergeAsync("main", "dev");
        await lake.FilesAsync("main", "new=1");
        await lake.MergeAsync("dev", "main", new MergeOptions { Squash = true });
        await lake.PickAsync("lab", "main");
        Assert.Equal("begin=1 other=1", await lake.FilesAtAsync("lab"));
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("lab", "dev")).Status);
        Assert.Equal("begin=1 other=1 part=1", await lake.FilesAtAsync("dev"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_merge_where_a_part_of_it_had_been_taken_back(bool isSquash)
    {
        await using var lake = await CreateAsync();
        await lake.PickAsync("dev", "main");
        await lake.RevertAsync("dev", "dev");
        await lake.FilesAsync("main", "other=1");
        await lake.MergeAsync("main", "dev", new MergeOptions { Squash = isSquash });
        Assert.Equal("begin=1 other=1", await lake.FilesAtAsync("dev"));
        await lake.PickAsync("lab", "dev");
        Assert.Equal("begin=1 other=1", await lake.FilesAtAsync("lab"));
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("lab", "main")).Status);
        Assert.Equal("begin=1 other=1 part=1", await lake.FilesAtAsync("main"));
    }

    // A merge was taken back to its second parent and then to its first: what neither left was picked again beside it, and came with a merge.
    [Fact]
    public async Task Of_a_merge_that_brought_again_what_two_reverts_of_one_merge_had_taken()
    {
        await using var lake = await CreateAsync();
        await lake.FilesAsync("dev", "other=1");
        await lake.MergeAsync("dev");
        var merge = $"{await lake.HeadAsync()}";
        await lake.RevertAsync("main", merge, parent: 2);
        await lake.RevertAsync("main", merge, parent: 1);
        Assert.Equal("begin=1", await lake.FilesAtAsync("main"));
        await lake.BranchAsync("side");
        await lake.PickAsync("side", $"{merge}~1");
        await lake.BranchAsync("keeper", $"{merge}~1");
        await lake.FilesAsync("keeper", "own=1");
        await lake.MergeAsync("side", options: new MergeOptions { FastForward = FastForward.Never });
        await lake.PickAsync("lab", "main");
        Assert.Equal("begin=1 part=1", await lake.FilesAtAsync("lab"));
        var (ours, theirs) = ((await lake.Lake.AtAsync("lab")).Commit, (await lake.Lake.AtAsync("keeper")).Commit);
        Assert.Equal(theirs.Record.Parents, (await lake.Lake.Store.MergeBases.OriginAsync(ours, theirs)).Bases.Select(commit => commit.Id));
    }

    private static async Task<MergeLake> CreateAsync()
    {
        var lake = await MergeLake.CreateAsync(new MemoryStore());
        await lake.FilesAsync("main", "begin=1");
        await lake.BranchAsync("dev");
        await lake.BranchAsync("lab");
        await lake.FilesAsync("main", "part=1");
        return lake;
    }

    // The head of the branch changes one file alone. Who has picked it lacks the other until the branch is merged.
    private static async Task CheckAsync(MergeLake lake, string branch)
    {
        await lake.PickAsync("lab", branch);
        Assert.Equal("begin=1 other=1", await lake.FilesAtAsync("lab"));
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync(branch, "lab")).Status);
        Assert.Equal("begin=1 other=1 part=1", await lake.FilesAtAsync("lab"));
    }
}
