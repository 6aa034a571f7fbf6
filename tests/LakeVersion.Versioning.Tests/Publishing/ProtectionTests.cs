using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Publishing;

public sealed class ProtectionTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Theory]
    [InlineData("branches=main,release/*; merge-only; no-reset; no-delete; checks=orders,fresh")]
    [InlineData("branches=main; checks=a")]
    [InlineData("branches=*; no-delete")]
    public void A_rule_reads_as_it_is_written(string text) => Assert.Equal(text, ProtectionRule.Parse("r", text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("branches=main")]
    [InlineData("merge-only")]
    [InlineData("branches=; merge-only")]
    [InlineData("branches=main; merge_only")]
    [InlineData("branches=main; merge-only=yes")]
    [InlineData("branches=main; checks=a b")]
    [InlineData("branches=main; checks")]
    public async Task A_malformed_rule_is_not_set(string text)
    {
        var lake = await TestLake.CreateAsync(store);
        var refused = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Settings.SetAsync("protect.r", text, TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Invalid, refused.Kind);
        Assert.Contains("'r'", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await lake.Lake.Protection.ListAsync());
    }

    [Fact]
    public async Task Merge_only_lets_merges_and_fast_forwards_pass_and_nothing_else()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("dev");
        var first = await lake.PutAsync("m", "1");
        await SetAsync(lake, "branches=main; merge-only");
        await RefusedAsync("merge-only", () => lake.PutAsync("m", "2"));
        await RefusedAsync("merge-only", () => lake.ResetAsync("main", "main~1"));
        Assert.Equal(first.Commit.Id, (await lake.HeadAsync()).Entry.After);

        var dev = await lake.PutAsync("a", "1", "dev");
        var merge = await CommitAsync(lake, TestLake.Commit("Merge") with { MergeParents = [dev.Commit] });
        Assert.Equal([first.Commit.Id, dev.Commit.Id], merge.Commit.Record.Parents);
        await RefusedAsync("merge-only", () => CommitAsync(lake, TestLake.Commit("Merge again") with { MergeParents = [dev.Commit] }, "2"));

        dev = await lake.PutAsync("b", "1", "dev");
        await CommitAsync(lake, TestLake.Commit("Squash") with { Applied = [new AppliedCommit(dev.Commit.Id, AppliedCommit.Squashed)] }, "3");
        await lake.BranchAsync("next");
        var next = await lake.PutAsync("n", "1", "next");
        await lake.Lake.Moves.FastForwardAsync(TestLake.Main, next.Commit, next.State, TestLake.Log);
        Assert.Equal(next.Commit.Id, (await lake.HeadAsync()).Entry.After);
    }

    [Fact]
    public async Task No_reset_and_no_delete_are_two_things_and_hold_for_the_patterns_alone()
    {
        var lake = await TestLake.CreateAsync(store);
        foreach (var name in (string[])["release/1", "keep", "free"])
        {
            await lake.BranchAsync(name);
            await lake.PutAsync("a", "1", name);
        }

        await lake.Lake.Protection.SetAsync(new ProtectionRule { Name = "releases", Branches = ["release/*"], NoReset = true }, TestLake.Log);
        await lake.Lake.Protection.SetAsync(new ProtectionRule { Name = "kept", Branches = ["keep"], NoDelete = true }, TestLake.Log);
        var refused = await RefusedAsync("releases", () => lake.ResetAsync("release/1", "release/1~1"));
        Assert.Contains("no-reset", refused, StringComparison.Ordinal);
        await RefusedAsync("kept", () => lake.Lake.Moves.DeleteAsync(RefName.Branch("keep"), TestLake.Log).AsTask());
        await RefusedAsync("kept", () => lake.Lake.Moves.RenameAsync(RefName.Branch("keep"), RefName.Branch("x"), TestLake.Log).AsTask());
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("release/1"), TestLake.Log);
        await lake.ResetAsync("keep", "keep~1");
        await lake.ResetAsync("free", "free~1");

        Assert.Equal("kept releases", string.Join(' ', (await lake.Lake.Protection.ListAsync()).Select(rule => rule.Name)));
        await lake.Lake.Protection.RemoveAsync("kept", TestLake.Log);
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("keep"), TestLake.Log);
        var near = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Protection.RemoveAsync("release", TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.NotFound, near.Kind);
        Assert.Contains("releases", near.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_setting_protected_of_old_holds_and_is_listed_as_a_rule()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.Lake.Settings.SetAsync(Protection.Setting, "main, release/*", TestLake.Log);
        var rule = Assert.Single(await lake.Lake.Protection.ListAsync());
        Assert.Equal("branches=main,release/*; no-reset; no-delete", rule.ToString());
        await lake.PutAsync("a", "1");
        await RefusedAsync("protected", () => lake.ResetAsync("main", "main~1"));
        Assert.Empty((await lake.Lake.Settings.CurrentAsync()).Value.WriterFeatures);
        await lake.Lake.Protection.RemoveAsync("protected", TestLake.Log);
        await lake.ResetAsync("main", "main~1");
    }

    [Fact]
    public async Task A_lake_with_rules_keeps_out_writers_that_do_not_know_them()
    {
        var lake = await TestLake.CreateAsync(store);
        await SetAsync(lake, "branches=main; merge-only");
        Assert.Equal(["protection-rules"], (await lake.Lake.Settings.CurrentAsync()).Value.WriterFeatures);
        await lake.Lake.Settings.SetAsync("other", "1", TestLake.Log);
        Assert.Equal(["protection-rules"], (await lake.Lake.Settings.CurrentAsync()).Value.WriterFeatures);
        await lake.Lake.Protection.RemoveAsync("r", TestLake.Log);
        Assert.Empty((await lake.Lake.Settings.CurrentAsync()).Value.WriterFeatures);
    }

    [Fact]
    public async Task A_rule_that_cannot_be_read_stops_every_movement_of_a_branch_until_it_is_set_anew()
    {
        var lake = await TestLake.CreateAsync(store);
        var stamp = TestLake.Log.Stamp(lake.Lake);
        await lake.Lake.Writer.AppendAsync(
            RefName.Settings,
            stamp,
            (_, _) => ValueTask.FromResult<LogDraft?>(new LogDraft
            {
                Op = LogOperation.Settings,
                After = lake.Lake.RootCommit.Id,
                SettingsValue = new() { Values = new Dictionary<string, string> { ["protect.later"] = "branches=x; two-persons" } },
            }),
            default);
        var refused = await Assert.ThrowsAsync<LakeException>(() => lake.PutAsync("a", "1"));
        Assert.Equal(LakeErrorKind.Unsupported, refused.Kind);
        Assert.Contains("protect.later", refused.Message, StringComparison.Ordinal);
        await lake.Lake.Settings.SetAsync("protect.later", null, TestLake.Log);
        await lake.PutAsync("a", "1");
    }

    [Fact]
    public async Task A_movement_is_judged_by_the_settings_of_the_entry_that_it_names()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("a", "1");
        await SetAsync(lake, "branches=main; no-reset");
        await lake.PutAsync("a", "2");
        await lake.Lake.Protection.RemoveAsync("r", TestLake.Log);
        await lake.ResetAsync("main", "main~1");
        var entries = await lake.Lake.Logs.NewestFirstAsync(TestLake.Main.Log).Select(stored => (stored.Entry.Op, stored.Entry.Settings)).Take(3).ToListAsync();
        Assert.Equal([(LogOperation.Reset, 2L), (LogOperation.Commit, 1L), (LogOperation.Commit, 0L)], entries);
    }

    internal static async Task<string> RefusedAsync(string rule, Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<LakeException>(act);
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }

    internal static async Task SetAsync(TestLake lake, string rule) => await lake.Lake.Settings.SetAsync("protect.r", rule, TestLake.Log);

    private static async Task<CommitResult> CommitAsync(TestLake lake, CommitOptions options, string text = "1")
    {
        await using var transaction = await lake.BeginAsync();
        await TestLake.PutAsync(transaction, "a", text);
        return await transaction.CommitAsync(options);
    }
}
