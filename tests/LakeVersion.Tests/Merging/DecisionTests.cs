using System.Text.Json.Nodes;
using LakeVersion.Delta.Merging;
using LakeVersion.Merging;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Tests.Merging;

/// <summary>Which decision counts for which conflict, where several commits meet conflicts about one thing.</summary>
public sealed class DecisionTests
{
    private const string File = "c.json";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_file_decides_a_path_for_each_commit_by_itself(bool namesCommits)
    {
        await using var lake = await PartedAsync();
        var first = await lake.FilesAsync("dev", "a=2");
        var second = await lake.FilesAsync("dev", "a=3");
        var dev = lake.Lake.Branch("dev");
        var met = await dev.RebaseAsync("main");
        Assert.Equal(first.Id, Assert.Single(met.Conflicts).Commit);
        var text = Decided(ResolutionFile.Write(met.Conflicts), namesCommits, "ours");

        met = await dev.RebaseAsync("main", Options(text));
        Assert.Equal(second.Id, Assert.Single(met.Conflicts).Commit);
        text = Decided(ResolutionFile.Write(met.Conflicts, ResolutionFile.Read(text, File)), namesCommits, "ours", "theirs");
        var done = await dev.RebaseAsync("main", Options(text));
        Assert.Equal((MergeStatus.Merged, "a=3"), (done.Status, await lake.FilesAtAsync("dev")));
        Assert.Equal("a=9", await lake.FilesAtAsync("main"));
    }

    [Fact]
    public async Task Conflicts_without_values_are_told_apart_by_their_commits()
    {
        await using var lake = await MergeLake.CreateAsync();
        await lake.AppendAsync("main", "t", 1, count: 5);
        await lake.BranchAsync("dev");
        await DeleteAsync(lake, "main", 5);
        var first = await DeleteAsync(lake, "dev", 1);
        var second = await DeleteAsync(lake, "dev", 2);
        var decided = new MergeResolution
        {
            Decisions =
            [
                new ConflictDecision { Path = "t", Commit = first, Decision = MergeDecision.Ours },
                new ConflictDecision { Path = "t", Commit = second, Decision = MergeDecision.Theirs },
            ],
        };
        Assert.Equal(MergeConflictKind.Files, Assert.Single((await lake.Lake.Branch("dev").RebaseAsync("main")).Conflicts).Kind);
        Assert.Equal(MergeStatus.Merged, (await lake.Lake.Branch("dev").RebaseAsync("main", new PickOptions { Resolution = decided })).Status);
        Assert.Equal([1, 2, 3, 4], await lake.DaysAtAsync("dev~1", "t"));
        Assert.Equal([3, 4, 5], await lake.DaysAtAsync("dev", "t"));
    }

    [Fact]
    public async Task A_line_for_other_values_is_refused_where_no_other_line_is_about_the_conflict_and_where_it_is_left_over()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("dev", "a=2");
        var text = Decided(ResolutionFile.Write((await lake.MergeAsync("main", "dev")).Conflicts), namesCommits: false, "ours");
        var later = JsonNode.Parse(text)!;
        later["conflicts"]![0]!["theirs"]!["size"] = 99;
        var stale = await InvalidAsync(lake, later.ToJsonString());
        Assert.Contains("was made for ours", stale, StringComparison.Ordinal);
        Assert.Contains("'c.json', conflict 1", stale, StringComparison.Ordinal);

        later["conflicts"]!.AsArray().Add(JsonNode.Parse(text)!["conflicts"]![0]!.DeepClone());
        var left = await InvalidAsync(lake, later.ToJsonString());
        Assert.Contains("does not match", left, StringComparison.Ordinal);
        Assert.Contains("'c.json', conflict 1", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_contradict_each_other_are_named()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("dev", "a=2");
        var text = ResolutionFile.Write((await lake.MergeAsync("main", "dev")).Conflicts);
        var twice = JsonNode.Parse(text)!;
        twice["conflicts"]!.AsArray().Add(JsonNode.Parse(text)!["conflicts"]![0]!.DeepClone());
        var e = await InvalidAsync(lake, Decided(twice.ToJsonString(), namesCommits: true, "ours", "theirs"));
        Assert.Contains("ours ('c.json', conflict 1) and theirs ('c.json', conflict 2)", e, StringComparison.Ordinal);

        // Of the same values, and written for other bases: nothing says which one is meant.
        var bases = JsonNode.Parse(Decided(twice.ToJsonString(), namesCommits: true, "ours", "theirs"))!;
        bases["conflicts"]![0]!["base"]!["size"] = 98;
        bases["conflicts"]![1]!["base"]!["size"] = 99;
        Assert.Contains("contradict", await InvalidAsync(lake, bases.ToJsonString()), StringComparison.Ordinal);
        bases["conflicts"]![1]!["base"] = JsonNode.Parse(text)!["conflicts"]![0]!["base"]!.DeepClone();
        bases["conflicts"]![0]!["take"] = "theirs";
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("main", "dev", new MergeOptions { Resolution = ResolutionFile.Read(bases.ToJsonString(), File) })).Status);
        Assert.Equal("a=9", await lake.FilesAtAsync("dev"));
    }

    [Fact]
    public async Task A_file_that_finds_no_room_stays_removed_where_another_commit_of_the_revert_removed_it()
    {
        await using var lake = await MergeLake.CreateAsync();
        await lake.FilesAsync("main", "dir/x=1");
        var removed = await lake.FilesAsync("main", "dir/x");
        await lake.FilesAsync("main", "dir=0");
        var replaced = await lake.FilesAsync("main", "dir", "dir/x=2");
        string[] both = [replaced.Id.ToString(), removed.Id.ToString()];
        var main = lake.Lake.Branch("main");
        var conflict = Assert.Single((await main.RevertAsync(both, new PickOptions())).Conflicts);
        Assert.Equal((MergeConflictKind.Place, "dir/x", removed.Id), (conflict.Kind, conflict.Path, conflict.Commit));
        await main.RevertAsync(both, new PickOptions { Resolution = MergeResolution.AllOurs });
        Assert.Equal("dir=0", await lake.FilesAtAsync("main"));
    }

    private static PickOptions Options(string text) => new() { Resolution = ResolutionFile.Read(text, File) };

    private static string Decided(string text, bool namesCommits, params string[] takes)
    {
        var file = JsonNode.Parse(text)!;
        var lines = file["conflicts"]!.AsArray();
        Assert.Equal(takes.Length, lines.Count);
        for (var i = 0; i < takes.Length; i++)
        {
            lines[i]!["take"] = takes[i];
            if (!namesCommits)
            {
                lines[i]!.AsObject().Remove("commit");
            }
        }

        return file.ToJsonString();
    }

    private static async Task<string> InvalidAsync(MergeLake lake, string text)
    {
        var e = await Assert.ThrowsAsync<LakeException>(() => lake.MergeAsync("main", "dev", new MergeOptions { Resolution = ResolutionFile.Read(text, File) }));
        Assert.Equal(LakeErrorKind.Invalid, e.Kind);
        return e.Message;
    }

    private static async Task<Versioning.Commits.CommitId> DeleteAsync(MergeLake lake, string branch, int day) =>
        (await lake.CommitAsync(branch, $"delete {day}", async change => await change.Table("t").DeleteAsync(ColumnPath.Of("Day").EqualTo((long)day)))).Id;

    // Both branches have the file a; main changed it.
    private static async Task<MergeLake> PartedAsync()
    {
        var lake = await MergeLake.CreateAsync();
        await lake.FilesAsync("main", "a=1");
        await lake.BranchAsync("dev");
        await lake.FilesAsync("main", "a=9");
        return lake;
    }
}
