using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Transactions;

public sealed class IdempotencyTests
{
    private readonly InstantTime time = new();
    private readonly IObjectStore store;

    public IdempotencyTests() => store = TestStores.Open(time);

    [Fact]
    public async Task A_key_counts_for_seven_days_of_effective_time_in_another_process_too()
    {
        var first = await (await CreateAsync()).PutAsync("a", "1", options: Keyed);
        for (var i = 0; i < 40; i++)
        {
            await (await OpenAsync()).PutAsync("b", $"{i}");
        }

        var entry = (await (await OpenAsync()).Lake.Logs.ReadAsync(first.State.Log, first.State.N)).Entry;
        time.Advance(entry.Time + TimeSpan.FromDays(7) - time.GetUtcNow());
        var atTheEnd = await (await OpenAsync()).PutAsync("a", "2", options: Keyed);
        Assert.Equal((CommitStatus.Replayed, first.Commit.Id, first.State), (atTheEnd.Status, atTheEnd.Commit.Id, atTheEnd.State));

        time.Advance(TimeSpan.FromMicroseconds(1));
        var later = await (await OpenAsync()).PutAsync("a", "2", options: Keyed);
        Assert.Equal(CommitStatus.Committed, later.Status);
        var again = await (await OpenAsync()).PutAsync("a", "3", options: Keyed);
        Assert.Equal(later.Commit.Id, again.Commit.Id);
    }

    [Fact]
    public async Task A_key_found_among_the_winners_is_the_answer()
    {
        var lake = await CreateAsync();
        await using var slow = await lake.BeginAsync();
        await TestLake.PutAsync(slow, "a", "1");
        var first = await (await OpenAsync()).PutAsync("a", "1", options: Keyed);

        var second = await slow.CommitAsync(Keyed);
        Assert.Equal((CommitStatus.Replayed, first.Commit.Id), (second.Status, second.Commit.Id));
    }

    [Fact]
    [Trait("store", "none")] // Thousands of entries, and nothing that a server does otherwise.
    public async Task A_branch_that_moved_too_often_for_the_key_to_be_looked_for_refuses_it()
    {
        var lake = await CreateAsync();
        await AppendMarksAsync(lake.Lake, KeySearch.MostEntries - 2);
        Assert.Equal(CommitStatus.Committed, (await lake.PutAsync("a", "1", options: Keyed)).Status);

        await AppendMarksAsync(lake.Lake, KeySearch.MostEntries);
        var fresh = await OpenAsync();
        var refused = await Assert.ThrowsAsync<LakeException>(() => fresh.PutAsync("a", "2", options: Keyed with { IdempotencyKey = "other" }));
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        Assert.Contains("'other'", refused.Message, StringComparison.Ordinal);

        time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(CommitStatus.Committed, (await fresh.PutAsync("a", "2", options: Keyed)).Status);
    }

    [Fact]
    public async Task Every_movement_with_a_key_is_made_once()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.BranchAsync("dev");
        await lake.PutAsync("a", "2", "dev");
        var dev = await lake.Lake.Revisions.ResolveAsync("dev");
        (string Key, Func<TestLake, LogOptions, Task<StoredEntry?>> Move)[] moves =
        [
            ("birth", async (at, options) => await at.BranchAsync("new", options: options)),
            ("forward", async (at, options) => await at.Lake.Moves.FastForwardAsync(TestLake.Main, dev.Commit, dev.Source, options)),
            ("reset", async (at, options) => await at.ResetAsync("dev", "dev~1", options)),
            ("delete", async (at, options) => await at.Lake.Moves.DeleteAsync(RefName.Branch("new"), options)),
            ("restore", async (at, options) => await at.Lake.Moves.RestoreAsync(RefName.Branch("new"), options)),
            ("rename", async (at, options) => await at.Lake.Moves.RenameAsync(RefName.Branch("new"), RefName.Branch("newer"), options)),
        ];
        foreach (var (key, move) in moves)
        {
            var options = TestLake.Log with { IdempotencyKey = key };
            var first = await move(await OpenAsync(), options);
            var second = await move(await OpenAsync(), options);
            Assert.Equal((key, first!.Hash), (second!.Entry.Key, second.Hash));
        }

        await lake.Lake.Settings.SetAsync("a", "1", TestLake.Log with { IdempotencyKey = "set" });
        var set = await lake.Lake.Settings.SetAsync("a", "1", TestLake.Log with { IdempotencyKey = "set" });
        Assert.Equal((1, "1"), (set.N, set.Value.Values["a"]));
        var refused = await Assert.ThrowsAsync<LakeException>(
            () => lake.Lake.Settings.SetAsync("a", "2", TestLake.Log with { IdempotencyKey = "set" }).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
    }

    [Fact]
    public async Task A_key_of_one_movement_is_refused_for_another()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.BranchAsync("dev", options: TestLake.Log with { IdempotencyKey = "k" });

        foreach (var again in (LogOptions[])[TestLake.Log with { IdempotencyKey = "k" }, TestLake.Log with { IdempotencyKey = "k", Request = "delete" }])
        {
            var refused = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Moves.DeleteAsync(RefName.Branch("dev"), again).AsTask());
            Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
            Assert.Contains("a create", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_is_refused_for_another_request_and_taken_where_either_side_does_not_say()
    {
        var lake = await CreateAsync();
        var first = await lake.PutAsync("a", "1", options: Keyed with { Request = "a" });
        var silent = await lake.PutAsync("a", "2", options: Keyed);
        var same = await lake.PutAsync("a", "2", options: Keyed with { Request = "a" });
        Assert.Equal((first.Commit.Id, first.Commit.Id), (silent.Commit.Id, same.Commit.Id));

        var refused = await Assert.ThrowsAsync<LakeException>(() => lake.PutAsync("b", "1", options: Keyed with { Request = "b" }));
        Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
        var stored = (await lake.Lake.Logs.ReadAsync(first.State.Log, first.State.N)).Entry.Members![0];
        Assert.Equal(ContentHash.OfDomain("lakeversion.request.v1", "a"u8), stored.Request);
    }

    private static CommitOptions Keyed => TestLake.Commit("load") with { IdempotencyKey = "load-1" };

    private Task<TestLake> CreateAsync() => TestLake.CreateAsync(store, new LakeStoreOptions { Time = time });

    private Task<TestLake> OpenAsync() => TestLake.OpenAsync(store, new LakeStoreOptions { Time = time });

    // Entries that leave the state as it is, written straight to the store.
    private async Task AppendMarksAsync(LakeStore lake, int count)
    {
        var head = (await lake.Logs.HeadAsync(TestLake.Main.Log))!;
        var marks = new List<(StoreKey Key, byte[] Bytes)>();
        for (var i = 0; i < count; i++)
        {
            var mark = head.Entry with
            {
                N = head.Entry.N + 1,
                Op = LogOperation.Abort,
                Before = head.Entry.After,
                Time = head.Entry.Time.AddMicroseconds(1),
                Previous = head.Hash,
                Members = null,
                Source = null,
            };
            var bytes = mark.ToBytes();
            marks.Add((NumberedKey.For(mark.Log, mark.N), bytes));
            head = new StoredEntry(mark, LogEntry.HashOf(bytes));
        }

        await Parallel.ForEachAsync(marks, async (mark, token) => await store.CreateAsync(mark.Key, mark.Bytes, token));
    }
}
