using LakeVersion.Changes;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests;

/// <summary>An idempotency key belongs to what was asked for under it (decision 0013).</summary>
public sealed class IdempotencyTests
{
    private static readonly CommitOptions Keyed = new() { Message = "load", Author = "ada", IdempotencyKey = "load-1" };

    private readonly IObjectStore store = TestStores.Open();

    public static TheoryData<string> OtherSteps => ["content", "path", "content type", "metadata", "rows", "table", "option", "delete", "less", "twice"];

    [Fact]
    public async Task The_same_step_tried_again_is_found_whatever_the_branch_holds_by_then()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        var first = await StepAsync(lake);
        await using (var other = await lake.Branch("main").BeginAsync())
        {
            await other.Table("weather").AppendAsync(Weather.Rows(50, 3));
            await other.Files.PutAsync("note", Text("changed since"));
            await other.CommitAsync("other");
        }

        await using var late = await Lake.OpenAsync(store, new LakeOptions { Author = "bob" });
        var second = await StepAsync(late);
        Assert.Equal((CommitStatus.Committed, CommitStatus.Replayed, first.Commit.Id), (first.Status, second.Status, second.Commit.Id));
    }

    [Theory]
    [MemberData(nameof(OtherSteps))]
    public async Task Another_step_under_the_same_key_is_refused(string difference)
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        var first = await StepAsync(lake);

        var refused = await Assert.ThrowsAsync<LakeException>(() => StepAsync(lake, difference));
        Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
        Assert.Contains("'load-1'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(first.Commit.Id.Abbreviated, refused.Message, StringComparison.Ordinal);
        Assert.Equal(first.Commit.Id, (await lake.AtAsync("main")).Commit.Id);
    }

    [Fact]
    public async Task Rows_of_several_batches_and_files_are_the_same_rows_again()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        Assert.Equal(CommitStatus.Committed, (await LoadAsync(lake, 9)).Status);
        Assert.Equal(CommitStatus.Replayed, (await LoadAsync(lake, 9)).Status);
        await Assert.ThrowsAsync<LakeException>(() => LoadAsync(lake, 8));

        static async Task<CommitResult> LoadAsync(Lake lake, int last)
        {
            await using var change = await lake.Branch("main").BeginAsync();
            var options = new AppendOptions { Files = new DataFileOptions { TargetSizeBytes = 1 } };
            await change.Table("weather").AppendAsync(Weather.Rows(0, 3).Concat(Weather.Rows(last, 1)), options);
            return await change.CommitAsync(Keyed);
        }
    }

    [Fact]
    public async Task Files_put_side_by_side_are_the_same_request_in_any_order()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        Assert.Equal(CommitStatus.Committed, (await PutAsync(lake, "a", "b", "c")).Status);
        Assert.Equal(CommitStatus.Replayed, (await PutAsync(lake, "c", "a", "b")).Status);

        static async Task<CommitResult> PutAsync(Lake lake, params string[] names)
        {
            await using var change = await lake.Branch("main").BeginAsync();
            foreach (var name in names)
            {
                await change.Files.PutAsync(name, Text(name));
            }

            return await change.CommitAsync(Keyed);
        }
    }

    [Fact]
    public async Task A_step_that_says_its_request_is_known_by_it_whatever_it_does()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        var main = lake.Branch("main");
        var first = await PutAsync("1", "load monday");
        Assert.Equal(first.Commit.Id, (await PutAsync("2", "load monday")).Commit.Id);
        Assert.Equal(first.Commit.Id, (await main.FindDoneAsync("load-1", "load monday"))?.Commit.Id);
        Assert.Equal(first.Commit.Id, (await main.FindDoneAsync("load-1"))?.Commit.Id);
        Assert.Null(await main.FindDoneAsync("load-2", "load tuesday"));

        var put = await Assert.ThrowsAsync<LakeException>(() => PutAsync("1", "load tuesday"));
        var find = await Assert.ThrowsAsync<LakeException>(() => main.FindDoneAsync("load-1", "load tuesday").AsTask());
        Assert.Equal((LakeErrorKind.Conflict, put.Message), (put.Kind, find.Message));

        async Task<CommitResult> PutAsync(string content, string request)
        {
            await using var change = await main.BeginAsync();
            await change.Files.PutAsync("f", Text(content));
            return await change.CommitAsync(Keyed with { Request = request });
        }
    }

    [Fact]
    public async Task A_commit_that_did_not_say_what_was_asked_is_found_by_its_key_alone()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.PutAsync("f", Text("1"));
        var first = await change.Inner.CommitAsync(Keyed);

        Assert.Equal(first.Commit.Id, (await StepAsync(lake)).Commit.Id);
    }

    [Fact]
    public async Task A_commit_and_a_movement_do_not_answer_for_each_other()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        await StepAsync(lake);
        var move = new LogOptions { Author = "ada", IdempotencyKey = "load-1" };
        var reset = await Assert.ThrowsAsync<LakeException>(() => lake.Branch("main").ResetAsync("main~1", force: true, move).AsTask());
        await lake.Branch("main").ResetAsync("main~1", force: true, move with { IdempotencyKey = "back" });
        var commit = await Assert.ThrowsAsync<LakeException>(() => StepAsync(lake, key: "back"));

        Assert.Equal((LakeErrorKind.Conflict, LakeErrorKind.Conflict), (reset.Kind, commit.Kind));
        Assert.Contains("a reset", commit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revert_or_reset_tried_again_is_the_same_though_its_words_mean_another_commit_by_then()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        var main = lake.Branch("main");
        await StepAsync(lake);
        await StepAsync(lake, "content", "load-2");
        var revert = Keyed with { IdempotencyKey = "revert" };
        var first = await main.RevertAsync(["main"], revert);
        Assert.Equal(first.Commit.Id, (await main.RevertAsync(["main"], revert)).Commit.Id);
        await Assert.ThrowsAsync<LakeException>(() => main.RollbackAsync("main~1", options: revert).AsTask());

        var move = new LogOptions { Author = "ada", IdempotencyKey = "reset" };
        var reset = await main.ResetAsync("main~1", force: true, move);
        Assert.Equal(reset.Hash, (await main.ResetAsync("main~1", force: true, move)).Hash);
        await Assert.ThrowsAsync<LakeException>(() => main.ResetAsync("main~2", force: true, move).AsTask());
    }

    private static async Task<CommitResult> StepAsync(Lake lake, string difference = "", string key = "load-1")
    {
        await using var change = await lake.Branch("main").BeginAsync();
        var options = new PutOptions
        {
            ContentType = difference == "content type" ? "text/csv" : "text/plain",
            Metadata = difference == "metadata" ? new Dictionary<string, string> { ["a"] = "b" } : null,
        };
        await change.Files.PutAsync(difference == "path" ? "other" : "note", Text(difference == "content" ? "2" : "1"), options);
        var table = change.Table(difference == "table" ? "climate" : "weather");
        await table.AppendAsync(Weather.Rows(difference == "rows" ? 1 : 0, 3), new AppendOptions { MergeSchema = difference == "option" });
        if (difference != "less")
        {
            await table.AppendAsync(Weather.Rows(20, 1));
        }

        if (difference == "twice")
        {
            await table.AppendAsync(Weather.Rows(20, 1));
        }

        if (difference == "delete")
        {
            await change.Files.DeleteAsync("none");
        }

        return await change.CommitAsync(Keyed with { IdempotencyKey = key });
    }

    private static MemoryStream Text(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}
