using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Tests.Merging;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.History;

/// <summary>Movements that are taken back beside others who commit, and by steps that are tried again.</summary>
public sealed class UndoTests
{
    private static readonly CommitOptions Keyed = new() { Author = "ada", Message = "undo", IdempotencyKey = "undo-1" };

    [Fact]
    public async Task A_commit_made_at_any_moment_of_the_undo_of_a_jump_is_not_rolled_back()
    {
        var refusals = 0;
        for (var at = 1; ; at++)
        {
            var inner = new MemoryStore();
            await using var other = await MergeLake.CreateAsync(inner);
            var jump = await JumpAsync(other);
            var jumped = await other.HeadAsync();
            var store = new MeddledStore(inner, at, () => other.FilesAsync("main", "late=1"));
            await using var lake = await Lake.OpenAsync(store, new LakeOptions { Author = "ada" });
            CommitResult? undone = null;
            try
            {
                undone = await lake.Branch("main").UndoAsync(jump);
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Conflict or LakeErrorKind.Refused)
            {
                refusals++;
            }

            if (undone is not null)
            {
                Assert.Equal([jumped], undone.Commit.Record.Parents);
            }

            if (!store.Struck)
            {
                Assert.Equal("a=1", await other.FilesAtAsync("main"));
                break;
            }

            Assert.Equal(undone is null ? "a=1 b=1 late=1" : "a=1 late=1", await other.FilesAtAsync("main"));
        }

        Assert.True(refusals > 0);
    }

    [Fact]
    public async Task An_undo_of_a_jump_asks_for_the_head_that_it_is_given()
    {
        await using var lake = await MergeLake.CreateAsync();
        var before = await lake.FilesAsync("main", "a=0");
        var jump = await JumpAsync(lake);
        var main = lake.Lake.Branch("main");
        var e = await Assert.ThrowsAsync<LakeException>(() => main.UndoAsync(jump, Keyed with { IfHead = before.Id }).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, e.Kind);
        await main.UndoAsync(jump, Keyed with { IfHead = await lake.HeadAsync() });
        Assert.Equal("a=1", await lake.FilesAtAsync("main"));
    }

    [Fact]
    public async Task An_undo_by_number_tried_again_under_its_key_is_answered_with_what_it_made()
    {
        await using var lake = await MergeLake.CreateAsync();
        var jump = await JumpAsync(lake);
        var main = lake.Lake.Branch("main");
        var first = await main.UndoAsync(jump, Keyed);
        await lake.FilesAsync("main", "c=1");
        var again = await main.UndoAsync(jump, Keyed);
        Assert.Equal((CommitStatus.Replayed, first.Commit.Id), (again.Status, again.Commit.Id));
        Assert.Equal("a=1 c=1", await lake.FilesAtAsync("main"));

        // The key is the undo's of that entry alone.
        var e = await Assert.ThrowsAsync<LakeException>(() => main.UndoAsync(jump + 1, Keyed).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, e.Kind);
    }

    [Fact]
    public async Task A_deletion_is_taken_back_where_a_table_without_a_key_got_rows_since()
    {
        await using var lake = await MergeLake.CreateAsync();
        await lake.AppendAsync("main", "t", 1, count: 4);
        var deleted = await lake.CommitAsync("main", "delete", async change => await change.Table("t").DeleteAsync(Rows.Expressions.ColumnPath.Of("Day").EqualTo(2L)));
        await lake.AppendAsync("main", "t", 10);
        await lake.Lake.Branch("main").RevertAsync([deleted.Id.ToString()]);
        Assert.Equal([1, 2, 3, 4, 10, 11], await lake.DaysAtAsync("main", "t"));
    }

    // A fast-forward by one commit; the number of its entry.
    private static async Task<long> JumpAsync(MergeLake lake)
    {
        await lake.FilesAsync("main", "a=1");
        await lake.BranchAsync("dev");
        await lake.FilesAsync("dev", "b=1");
        return (await lake.Lake.Branch("main").FastForwardAsync("dev"))!.Entry.N;
    }
}
