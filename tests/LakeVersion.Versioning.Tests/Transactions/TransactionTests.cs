using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Transactions;

public sealed class TransactionTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task What_is_committed_is_read_back_and_earlier_states_stay()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("notes/a.txt", "one");
        await lake.PutAsync("notes/a.txt", "two");

        Assert.Equal("two", await lake.ReadAsync("main", "notes/a.txt"));
        Assert.Equal("one", await lake.ReadAsync("main~1", "notes/a.txt"));
        Assert.Null(await lake.ReadAsync("main~2", "notes/a.txt"));
    }

    [Fact]
    public async Task Changes_of_different_paths_are_rebased()
    {
        var lake = await TestLake.CreateAsync(store);
        await using var slow = await lake.BeginAsync();
        await TestLake.PutAsync(slow, "b", "mine");
        await lake.PutAsync("a", "theirs");
        await slow.CommitAsync(TestLake.Commit("slow"));

        Assert.Equal("theirs", await lake.ReadAsync("main", "a"));
        Assert.Equal("mine", await lake.ReadAsync("main", "b"));
    }

    [Fact]
    public async Task Changes_of_one_path_conflict_and_leave_the_branch_as_it_was()
    {
        var lake = await TestLake.CreateAsync(store);
        await using var slow = await lake.BeginAsync();
        await TestLake.PutAsync(slow, "a", "mine");
        await lake.PutAsync("a", "theirs");

        var conflict = await Assert.ThrowsAsync<ConflictException>(() => slow.CommitAsync(TestLake.Commit("slow")).AsTask());
        Assert.Equal("a", Assert.Single(conflict.Conflicts).Path.Value);
        Assert.Equal("theirs", await lake.ReadAsync("main", "a"));
    }

    [Fact]
    public async Task The_same_change_on_both_sides_is_no_conflict_and_no_commit()
    {
        var lake = await TestLake.CreateAsync(store);
        await using var slow = await lake.BeginAsync();
        await TestLake.PutAsync(slow, "a", "same");
        var first = await lake.PutAsync("a", "same");

        var result = await slow.CommitAsync(TestLake.Commit("slow"));
        Assert.Equal(CommitStatus.Unchanged, result.Status);
        Assert.Equal(first.Commit.Id, result.Commit.Id);
    }

    [Fact]
    public async Task A_serializable_transaction_conflicts_where_what_it_read_has_changed()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("input", "1");
        await using var slow = await lake.BeginAsync(options: new TransactionOptions { Isolation = Isolation.Serializable });
        await slow.GetAsync(LakePath.Parse("input"));
        await TestLake.PutAsync(slow, "output", "1");
        await lake.PutAsync("input", "2");

        await Assert.ThrowsAsync<ConflictException>(() => slow.CommitAsync(TestLake.Commit("slow")).AsTask());
    }

    [Fact]
    public async Task An_idempotency_key_makes_a_commit_once()
    {
        var lake = await TestLake.CreateAsync(store);
        var options = TestLake.Commit("load") with { IdempotencyKey = "load-1" };
        var first = await lake.PutAsync("a", "1", options: options);
        await lake.PutAsync("a", "2");
        var second = await lake.PutAsync("a", "1", options: options);

        Assert.Equal(CommitStatus.Replayed, second.Status);
        Assert.Equal(first.Commit.Id, second.Commit.Id);
        Assert.Equal("2", await lake.ReadAsync("main", "a"));
    }

    [Fact]
    public async Task A_file_cannot_be_put_below_a_file_nor_over_a_folder()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("a/b", "1");

        var over = await Assert.ThrowsAsync<LakeException>(() => lake.PutAsync("a", "2"));
        var below = await Assert.ThrowsAsync<LakeException>(() => lake.PutAsync("a/b/c", "2"));
        Assert.Equal((LakeErrorKind.Refused, LakeErrorKind.Refused), (over.Kind, below.Kind));
    }

    [Fact]
    public async Task Waiting_commits_of_one_process_become_a_group_with_every_change_in_it()
    {
        var lake = await TestLake.CreateAsync(store);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => lake.PutAsync($"f{i}", $"{i}"))));

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal($"{i}", await lake.ReadAsync("main", $"f{i}"));
        }

        var head = await lake.Lake.Revisions.ResolveAsync("main");
        Assert.Equal(100, head.Commit.Record.Depth);
        Assert.True(head.Source!.Value.N < 102, "not one commit was grouped");
    }

    [Fact]
    public async Task A_path_that_was_read_does_not_stand_for_others_that_begin_like_it()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("input", "1");
        await using var slow = await lake.BeginAsync(options: new TransactionOptions { Isolation = Isolation.Serializable });
        await slow.GetAsync(LakePath.Parse("input"));
        await TestLake.PutAsync(slow, "output", "1");
        await lake.PutAsync("input2", "2");

        Assert.Equal(CommitStatus.Committed, (await slow.CommitAsync(TestLake.Commit("slow"))).Status);
    }

    [Fact]
    public async Task A_serializable_scan_conflicts_where_something_came_under_its_prefix()
    {
        var lake = await TestLake.CreateAsync(store);
        await using var slow = await lake.BeginAsync(options: new TransactionOptions { Isolation = Isolation.Serializable });
        Assert.Empty(await slow.ScanAsync("in").ToListAsync());
        await TestLake.PutAsync(slow, "output", "1");
        await lake.PutAsync("input", "2");

        await Assert.ThrowsAsync<ConflictException>(() => slow.CommitAsync(TestLake.Commit("slow")).AsTask());
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("undo")]
    [InlineData("restore")]
    [InlineData("create")]
    [InlineData("renamed")]
    [InlineData("delete")]
    public async Task A_transaction_that_finds_its_branch_moved_back_or_gone_fails_instead_of_rebasing(string movement)
    {
        var lake = await TestLake.CreateAsync(store);
        var dev = RefName.Branch("dev");
        await lake.BranchAsync("dev");
        await lake.PutAsync("a", "1", "dev");
        await using var slow = await lake.BeginAsync("dev");
        await TestLake.PutAsync(slow, "b", "mine");
        var back = (await lake.Lake.Revisions.ResolveAsync("dev~1")).AsBirth;
        switch (movement)
        {
            case "reset" or "undo":
                await lake.Lake.Moves.ResetAsync(dev, back, movement == "undo" ? LogOperation.Undo : LogOperation.Reset, TestLake.Log);
                break;
            case "renamed":
                await lake.Lake.Moves.RenameAsync(dev, RefName.Branch("new"), TestLake.Log);
                break;
            default:
                await lake.Lake.Moves.DeleteAsync(dev, TestLake.Log);
                _ = movement switch
                {
                    "restore" => await lake.Lake.Moves.RestoreAsync(dev, TestLake.Log),
                    "create" => await lake.BranchAsync("dev"),
                    _ => null,
                };
                break;
        }

        var before = await lake.SeeAsync();
        var refused = await Assert.ThrowsAsync<LakeException>(() => slow.CommitAsync(TestLake.Commit("slow")).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
        Assert.Equal(before, await lake.SeeAsync());
    }

    [Fact]
    public async Task Own_writes_under_a_prefix_are_seen_in_the_order_of_their_bytes()
    {
        // In UTF-16 a surrogate sorts before U+FFFD; in UTF-8 behind it.
        var lake = await TestLake.CreateAsync(store);
        string[] paths = ["a", "p", "p\ufffd", "p\ud83d\ude00", "p\ud83d\ude00x", "q"];
        await using var transaction = await lake.BeginAsync();
        foreach (var path in paths.Reverse())
        {
            await TestLake.PutAsync(transaction, path, "1");
        }

        Assert.Equal(paths[1..5], (await transaction.ScanAsync("p").ToListAsync()).Select(item => item.Path.Value));
        Assert.Equal(paths[3..5], transaction.Changes("p\ud83d\ude00").Select(change => change.Path.Value));
        Assert.Equal(paths[3..5], (await transaction.ScanAsync("p", "p\ufffd").ToListAsync()).Select(item => item.Path.Value));
        Assert.Empty(transaction.Changes("z"));
        Assert.Equal(paths, transaction.Changes().Select(change => change.Path.Value));
    }

    [Fact]
    public async Task A_folder_may_become_a_file_and_a_file_a_folder_in_one_change()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("a/b/c", "1");
        await lake.PutAsync("x", "1");
        await using var transaction = await lake.BeginAsync();
        transaction.Delete(LakePath.Parse("a/b/c"));
        transaction.Delete(LakePath.Parse("x"));
        await TestLake.PutAsync(transaction, "a/b", "2");
        await TestLake.PutAsync(transaction, "x/y", "2");
        await transaction.CommitAsync(TestLake.Commit("turn"));
        Assert.Equal(("2", "2"), (await lake.ReadAsync("main", "a/b"), await lake.ReadAsync("main", "x/y")));

        await using var both = await lake.BeginAsync();
        await TestLake.PutAsync(both, "n", "1");
        await TestLake.PutAsync(both, "n/m/o", "1");
        var refused = await Assert.ThrowsAsync<LakeException>(() => both.CommitAsync(TestLake.Commit("both")).AsTask());
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
    }
}
