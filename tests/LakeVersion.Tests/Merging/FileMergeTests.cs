using LakeVersion.Delta.Merging;
using LakeVersion.Merging;
using LakeVersion.Storage;

namespace LakeVersion.Tests.Merging;

/// <summary>Files merged three ways by path.</summary>
public sealed class FileMergeTests
{
    [Fact]
    public async Task What_either_side_changed_alone_is_in_the_merge()
    {
        await using var lake = await PartedAsync(["keep=1", "ours=1", "theirs=1", "gone=1", "both=1"], ["ours=2", "both=3", "new/here=1"], ["theirs=2", "gone", "both=3", "new/there=1"]);
        var before = await lake.HeadAsync();
        var result = await lake.MergeAsync("dev");
        Assert.Equal(MergeStatus.Merged, result.Status);
        Assert.Empty(result.Conflicts);
        Assert.Equal("both=3 keep=1 new/here=1 new/there=1 ours=2 theirs=2", await lake.FilesAtAsync("main"));
        Assert.Equal([before, await lake.HeadAsync("dev")], result.Commit!.Commit.Record.Parents);
        Assert.Equal("Merge branch 'dev' into main", result.Head.Record.Message);
        Assert.Equal("merge", result.Head.Record.Operation.Name);
    }

    [Fact]
    public async Task Conflicts_are_all_given_in_order_and_nothing_is_changed()
    {
        await using var lake = await PartedAsync(["b=1", "c=1", "d=1", "x=1"], ["a=1", "b=2", "c", "d=2"], ["a=2", "b=3", "c=3", "d", "x=2"]);
        var before = await lake.HeadAsync();
        var result = await lake.MergeAsync("dev");
        Assert.Equal(MergeStatus.Conflicts, result.Status);
        Assert.Equal(["a", "b", "c", "d"], result.Conflicts.Select(conflict => conflict.Path));
        Assert.Equal(
            ["added on both sides with other content", "changed on both sides", "removed here, changed there", "changed here, removed there"],
            result.Conflicts.Select(conflict => conflict.Reason));
        Assert.Null(result.Conflicts[2].Ours);
        Assert.Contains("sha256", result.Conflicts[1].Theirs, StringComparison.Ordinal);
        Assert.Equal(before, await lake.HeadAsync());
        Assert.Equal(before, result.Head.Id);
    }

    [Theory]
    [InlineData("ours", "a=1 b=2 d=2 x=2")]
    [InlineData("theirs", "a=2 b=3 c=3 x=2")]
    public async Task Everything_is_taken_from_one_side_where_that_is_said(string side, string expected)
    {
        await using var lake = await PartedAsync(["b=1", "c=1", "d=1", "x=1"], ["a=1", "b=2", "c", "d=2"], ["a=2", "b=3", "c=3", "d", "x=2"]);
        var resolution = side == "ours" ? MergeResolution.AllOurs : MergeResolution.AllTheirs;
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("dev", options: new MergeOptions { Resolution = resolution })).Status);
        Assert.Equal(expected, await lake.FilesAtAsync("main"));
    }

    [Fact]
    public async Task Decisions_by_path_count_before_patterns_and_what_is_left_still_conflicts()
    {
        await using var lake = await PartedAsync(["in/b=1", "in/c=1", "d=1"], ["in/b=2", "in/c=2", "d=2"], ["in/b=3", "in/c=3", "d=3"]);
        var resolution = new MergeResolution { Decisions = [Decision("in/b", MergeDecision.Base)], Theirs = ["in"] };
        var result = await lake.MergeAsync("dev", options: new MergeOptions { Resolution = resolution });
        Assert.Equal(["d"], result.Conflicts.Select(conflict => conflict.Path));
        var all = resolution with { Ours = ["d"] };
        await lake.MergeAsync("dev", options: new MergeOptions { Resolution = all });
        Assert.Equal("d=2 in/b=1 in/c=3", await lake.FilesAtAsync("main"));
    }

    [Fact]
    public async Task A_resolution_that_does_not_match_is_refused_by_name()
    {
        await using var lake = await PartedAsync(["b=1"], ["b=2"], ["b=3"]);
        var before = await lake.HeadAsync();
        var idle = await InvalidAsync(lake, new MergeResolution { Decisions = [Decision("b", MergeDecision.Ours), Decision("other", MergeDecision.Ours)] });
        Assert.Contains("nothing is to be decided about other", idle.Message, StringComparison.Ordinal);
        var twice = await InvalidAsync(lake, new MergeResolution { Decisions = [Decision("b", MergeDecision.Ours), Decision("b", MergeDecision.Theirs)] });
        Assert.Contains("contradict", twice.Message, StringComparison.Ordinal);
        var value = await InvalidAsync(lake, new MergeResolution { Decisions = [Decision("b", MergeDecision.Value("1"))] });
        Assert.Contains("Take ours, theirs or base", value.Message, StringComparison.Ordinal);
        var patterns = await InvalidAsync(lake, new MergeResolution { Ours = ["*"], Theirs = ["b"] });
        Assert.Contains("closer patterns", patterns.Message, StringComparison.Ordinal);
        var conflict = (await lake.MergeAsync("dev")).Conflicts[0];
        var stale = Decision("b", MergeDecision.Ours) with { MadeFor = conflict with { Theirs = "{\"size\":7}" } };
        Assert.Contains("was made for", (await InvalidAsync(lake, new MergeResolution { Decisions = [stale] })).Message, StringComparison.Ordinal);
        Assert.Equal(before, await lake.HeadAsync());
    }

    [Theory]
    [InlineData("a=1", "a/b=1", "a/b: 'a' is a file here", "a=1", "a/b=1")]
    [InlineData("a/b=1", "a=1", "a: it is a folder here, with 'a/b' in it", "a/b=1", "a=1")]
    public async Task A_file_that_finds_no_room_is_a_conflict(string ours, string theirs, string expected, string asOurs, string asTheirs)
    {
        await using var lake = await PartedAsync([], [ours], [theirs]);
        var conflict = Assert.Single((await lake.MergeAsync("dev")).Conflicts);
        Assert.Equal((MergeConflictKind.Place, expected), (conflict.Kind, $"{conflict.Path}: {conflict.Reason}"));
        await lake.BranchAsync("other", "main");
        await lake.MergeAsync("dev", options: new MergeOptions { Resolution = MergeResolution.AllOurs });
        Assert.Equal(asOurs, await lake.FilesAtAsync("main"));
        await lake.MergeAsync("dev", "other", new MergeOptions { Resolution = MergeResolution.AllTheirs });
        Assert.Equal(asTheirs, await lake.FilesAtAsync("other"));
    }

    [Fact]
    public async Task A_branch_without_commits_of_its_own_moves_forward_unless_told_otherwise()
    {
        await using var lake = await PartedAsync(["a=1"], [], ["a=2"]);
        await lake.BranchAsync("never", "main");
        var forward = await lake.MergeAsync("dev");
        Assert.Equal((MergeStatus.FastForwarded, await lake.HeadAsync("dev")), (forward.Status, await lake.HeadAsync()));
        var merge = await lake.MergeAsync("dev", "never", new MergeOptions { FastForward = FastForward.Never });
        Assert.Equal((MergeStatus.Merged, 2), (merge.Status, merge.Head.Record.Parents.Count));
        Assert.Equal(MergeStatus.UpToDate, (await lake.MergeAsync("dev")).Status);
        Assert.Equal(MergeStatus.UpToDate, (await lake.MergeAsync("dev", "never")).Status);
        await lake.FilesAsync("main", "b=1");
        var e = await Assert.ThrowsAsync<LakeException>(() => lake.MergeAsync("never", "main", new MergeOptions { FastForward = FastForward.Only }));
        Assert.Equal(LakeErrorKind.Refused, e.Kind);
    }

    [Fact]
    public async Task A_branch_is_not_merged_into_itself()
    {
        await using var lake = await PartedAsync(["a=1"], [], []);
        var e = await Assert.ThrowsAsync<LakeException>(() => lake.MergeAsync("main"));
        Assert.Equal((LakeErrorKind.Invalid, true), (e.Kind, e.Message.Contains("into itself", StringComparison.Ordinal)));
        Assert.Equal(MergeStatus.UpToDate, (await lake.MergeAsync("main~1")).Status);
    }

    [Fact]
    public async Task A_dry_run_tells_and_changes_nothing()
    {
        await using var lake = await PartedAsync(["a=1"], ["b=1"], ["a=2"]);
        var before = await lake.HeadAsync();
        var result = await lake.MergeAsync("dev", options: new MergeOptions { DryRun = true });
        Assert.Equal((MergeStatus.Merged, "a"), (result.Status, Assert.Single(result.Changes!).Path.Value));
        Assert.Equal(before, await lake.HeadAsync());
    }

    [Fact]
    public async Task A_merge_on_a_branch_that_moves_meanwhile_is_that_of_its_two_parents()
    {
        await using var lake = await PartedAsync(["a=1"], ["b=1"], ["a=2"]);
        var merges = Enumerable.Range(0, 4).Select(_ => Task.Run(() => lake.MergeAsync("dev"))).ToList();
        for (var n = 0; n < 10; n++)
        {
            await lake.FilesAsync("main", $"n{n}=1");
        }

        var results = await Task.WhenAll(merges);
        Assert.Equal(1, results.Count(result => result.Status == MergeStatus.Merged));
        Assert.Equal(3, results.Count(result => result.Status == MergeStatus.UpToDate));
        var merged = results.Single(result => result.Status == MergeStatus.Merged);
        var first = await lake.FilesAtAsync(merged.Head.Record.Parents[0].ToString());
        Assert.Equal(first.Replace("a=1", "a=2", StringComparison.Ordinal), await lake.FilesAtAsync(merged.Head.Id.ToString()));
    }

    private static ConflictDecision Decision(string path, MergeDecision decision) => new() { Path = path, Decision = decision };

    private static Task<LakeException> InvalidAsync(MergeLake lake, MergeResolution resolution) =>
        Assert.ThrowsAsync<LakeException>(() => lake.MergeAsync("dev", options: new MergeOptions { Resolution = resolution }));

    private static async Task<MergeLake> PartedAsync(string[] @base, string[] ours, string[] theirs)
    {
        var lake = await MergeLake.CreateAsync();
        await lake.FilesAsync("main", [.. @base, "root=0"]);
        await lake.FilesAsync("main", "root");
        await lake.BranchAsync("dev");
        foreach (var (branch, files) in new[] { ("main", ours), ("dev", theirs) })
        {
            if (files.Length > 0)
            {
                await lake.FilesAsync(branch, files);
            }
        }

        return lake;
    }
}
