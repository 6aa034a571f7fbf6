using LakeVersion.Checks;
using LakeVersion.Publishing;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Tests.Tracing;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Tests.Publishing;

public sealed class PublishTests
{
    private static readonly ICheck NoneNegative = new TableExpectations("prices", "orders", new InRange("Price", 0));

    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task Work_that_passes_is_published_and_its_branch_goes()
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync();
        var main = story.Lake.Branch("main");
        var result = await main.PublishAsync((branch, _) => WorkAsync(story, branch, new Order(4, "paid", 9)), [NoneNegative]);
        Assert.Equal((PublishStatus.Published, false), (result.Status, result.IsKept));
        Assert.Equal(result.Head.Id, (await main.HeadAsync()).Commit.Id);
        Assert.Equal("work", result.Head.Record.Message);
        Assert.True(Assert.Single(result.Checks!.Results).Passed);
        Assert.Equal(["main"], (await story.Lake.BranchesAsync()).Select(branch => branch.Name.Name));
    }

    [Fact]
    public async Task Work_that_fails_leaves_the_destination_and_keeps_its_branch()
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync();
        var main = story.Lake.Branch("main");
        var before = await HeadEntryAsync(story.Lake);
        var result = await main.PublishAsync((branch, _) => WorkAsync(story, branch, new Order(4, "paid", -9)), [NoneNegative], new PublishOptions { Name = "load" });
        Assert.Equal((PublishStatus.ChecksFailed, true), (result.Status, result.IsKept));
        Assert.StartsWith("publish/load-", result.Branch, StringComparison.Ordinal);
        Assert.Equal("prices: orders: Expected Price of 0 at least; 1 row is not so. For example: Id = 4, Price = -9.", Assert.Single(result.Checks!.Faults));
        Assert.Equal(before, await HeadEntryAsync(story.Lake));

        // Mended, the branch that was kept is published.
        await story.UpsertAsync("mend", new Order(4, "paid", 9), result.Branch);
        Assert.Equal(PublishStatus.Published, (await main.PublishAsync(story.Lake.Branch(result.Branch), [NoneNegative])).Status);
        Assert.Equal("mend", (await main.HeadAsync()).Commit.Record.Message);
    }

    [Fact]
    public async Task What_the_destination_got_meanwhile_is_checked_with_it()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("base", "a", "1");
        var main = story.Lake.Branch("main");
        var atMostThree = Check.Of("three", async (view, token) => await FilesAsync(view.State, token) <= 3);
        var result = await main.PublishAsync(
            async (branch, _) =>
            {
                await story.PutAsync("work", "b", "1", branch.Name);
                await story.PutAsync("meanwhile", "c", "1");
            },
            [atMostThree]);
        Assert.Equal(PublishStatus.Published, result.Status);
        Assert.Equal(2, (await main.HeadAsync()).Commit.Record.Parents.Count);
        Assert.Equal("meanwhile", (await story.Lake.AtAsync("main^1")).Commit.Record.Message);
        Assert.Equal(3, await FilesAsync(await main.HeadAsync(), default));

        // Each side keeps to it and both together do not.
        var tooMany = Check.Of("five", async (view, token) => await FilesAsync(view.State, token) <= 4);
        var failed = await main.PublishAsync(
            async (branch, _) =>
            {
                await story.PutAsync("work", "d", "1", branch.Name);
                await story.PutAsync("meanwhile", "e", "1");
            },
            [tooMany]);
        Assert.Equal(PublishStatus.ChecksFailed, failed.Status);
        Assert.Equal("meanwhile", (await main.HeadAsync()).Commit.Record.Message);
        Assert.Equal(["main", failed.Branch], (await story.Lake.BranchesAsync()).Select(branch => branch.Name.Name).Order());
    }

    [Fact]
    public async Task A_destination_that_moves_on_while_checks_run_is_merged_and_checked_again()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("base", "a", "1");
        var main = story.Lake.Branch("main");
        var runs = new List<long>();
        var late = Check.Of("late", async (view, token) =>
        {
            runs.Add(await FilesAsync(view.State, token));
            if (runs.Count < 3)
            {
                await story.PutAsync($"late {runs.Count}", $"late/{runs.Count}", "1");
            }

            return true;
        });
        var result = await main.PublishAsync(async (branch, _) => await story.PutAsync("work", "b", "1", branch.Name), [late]);
        Assert.Equal(PublishStatus.Published, result.Status);
        Assert.Equal([2, 3, 4], runs);
        Assert.Equal(4, await FilesAsync(await main.HeadAsync(), default));
        Assert.Equal(["main"], (await story.Lake.BranchesAsync()).Select(branch => branch.Name.Name));
    }

    [Fact]
    public async Task Conflicts_and_work_that_throws_leave_the_destination()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("base", "a", "1");
        var main = story.Lake.Branch("main");
        var result = await main.PublishAsync(
            async (branch, _) =>
            {
                await story.PutAsync("work", "a", "2", branch.Name);
                await story.PutAsync("meanwhile", "a", "3");
            },
            []);
        Assert.Equal((PublishStatus.Conflicts, true), (result.Status, result.IsKept));
        Assert.Equal("a", Assert.Single(result.Conflicts).Path);
        Assert.Equal("meanwhile", (await main.HeadAsync()).Commit.Record.Message);
        await Assert.ThrowsAsync<TimeoutException>(async () => await main.PublishAsync((_, _) => throw new TimeoutException(), []));
        Assert.Equal(["main", result.Branch], (await story.Lake.BranchesAsync()).Select(branch => branch.Name.Name).Order());
        Assert.Equal(PublishStatus.Unchanged, (await main.PublishAsync((_, _) => ValueTask.CompletedTask, [])).Status);
        await Assert.ThrowsAsync<LakeException>(async () => await main.PublishAsync(main, []));
    }

    [Fact]
    public async Task What_others_commit_to_the_fresh_branch_once_it_was_checked_keeps_it()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("base", "a", "1");
        var main = story.Lake.Branch("main");
        var name = "";
        var late = Check.Of("late", async (_, _) =>
        {
            await story.PutAsync("late", "late", "1", name);
            return true;
        });
        var result = await main.PublishAsync(
            async (branch, _) =>
            {
                name = branch.Name;
                await story.PutAsync("work", "b", "1", name);
            },
            [late]);
        Assert.Equal((PublishStatus.Published, true, name), (result.Status, result.IsKept, result.Branch));
        Assert.Equal("work", (await main.HeadAsync()).Commit.Record.Message);
        Assert.Equal("late", (await story.Lake.Branch(name).HeadAsync()).Commit.Record.Message);
    }

    [Fact]
    public async Task A_check_that_a_rule_asks_for_refuses_commits_that_fail_it_and_clients_that_lack_it()
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync();
        await story.Lake.Protection.SetAsync(new ProtectionRule { Name = "quality", Branches = ["main"], Checks = ["prices"] }, new Versioning.Logs.LogOptions { Author = "ada" });
        var lacks = await Assert.ThrowsAsync<LakeException>(() => story.UpsertAsync("no check", new Order(4, "paid", 9)));
        Assert.Equal(LakeErrorKind.Refused, lacks.Kind);
        await using var lake = await Lake.OpenAsync(store, new LakeOptions { Author = "ada", Checks = [NoneNegative] });
        var able = new Story(lake);
        var fails = await Assert.ThrowsAsync<LakeException>(() => able.UpsertAsync("bad", new Order(4, "paid", -9)));
        Assert.Equal(LakeErrorKind.Refused, fails.Kind);
        Assert.Contains("'prices', which the rule 'quality' of branch 'main' asks for, failed: orders: Expected Price of 0 at least", fails.Message);
        await able.UpsertAsync("good", new Order(4, "paid", 9));
        Assert.Equal("good", (await lake.AtAsync("main")).Commit.Record.Message);
    }

    private static async ValueTask WorkAsync(Story story, LakeBranch branch, Order order) => await story.UpsertAsync("work", order, branch.Name);

    private static async ValueTask<long> FilesAsync(Snapshots.LakeSnapshot at, CancellationToken cancellationToken) =>
        (await at.Files.TotalsAsync("", cancellationToken)).Entries;

    private static async Task<long> HeadEntryAsync(Lake lake) => (await lake.Store.Logs.HeadAsync(RefName.Branch("main").Log))!.Entry.N;
}
