using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Tracing;

public sealed class PathHistoryTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task A_path_is_told_by_the_commits_that_changed_it()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("one", "docs/a", "1");
        await story.PutAsync("other", "docs/b", "1");
        await story.PutAsync("elsewhere", "data/a", "1");
        await story.PutAsync("two", "docs/a", "2");
        await story.DoAsync("gone", async change => await change.Files.DeleteAsync("docs/a"));
        Assert.Equal(["gone", "two", "one"], await story.PathAsync("docs/a"));
        Assert.Equal(["gone", "two", "other", "one"], await story.PathAsync("docs"));
        Assert.Equal(["elsewhere"], await story.PathAsync("data/"));
        Assert.Empty(await story.PathAsync("nothing/here"));
        var before = await story.Lake.AtAsync("main~1");
        Assert.Equal("two", (await before.BlameAsync("docs/a")).Record.Message);
        Assert.Equal("two", (await before.BlameAsync("docs/")).Record.Message);
        var missing = await Assert.ThrowsAsync<LakeException>(async () => await before.BlameAsync("docs/c"));
        Assert.Equal(LakeErrorKind.NotFound, missing.Kind);
    }

    [Fact]
    public async Task A_merge_that_took_a_path_over_is_passed_through_to_the_commit_that_it_brought()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("base", "a", "0");
        await story.BranchAsync("side");
        await story.PutAsync("side a", "a", "1", "side");
        await story.PutAsync("main b", "b", "1");
        await story.PutAsync("merge", "a", "1", merge: "side");
        await story.PutAsync("last", "c", "1");
        Assert.Equal(["side a", "base"], await story.PathAsync("a"));
        Assert.Equal(["merge", "base"], await story.PathAsync("a", firstParents: true));
        Assert.Equal(["main b"], await story.PathAsync("b"));
        Assert.Equal("side a", (await (await story.Lake.AtAsync("main")).BlameAsync("a")).Record.Message);
    }

    [Fact]
    public async Task A_merge_that_made_something_new_is_told_and_both_its_sides_are()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("base", "a", "0");
        await story.BranchAsync("side");
        await story.PutAsync("side a", "a", "1", "side");
        await story.PutAsync("main a", "a", "2");
        await story.PutAsync("merge", "a", "3", merge: "side");
        var told = await story.PathAsync("a");
        Assert.Equal(["merge", "base"], [told[0], told[^1]]);
        Assert.Equal(["main a", "side a"], told[1..^1].Order());
    }

    [Fact]
    public async Task Changes_that_a_merge_dropped_are_not_told()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("base", "a", "0");
        await story.BranchAsync("side");
        await story.PutAsync("dropped", "a", "1", "side");
        await story.PutAsync("merge", "b", "1", merge: "side");
        Assert.Equal(["base"], await story.PathAsync("a"));
    }

    [Fact]
    public async Task Commits_that_say_that_they_changed_other_folders_open_no_tree()
    {
        var counting = new CountingStore(new MemoryStore());
        await using var lake = await Lake.CreateAsync(counting);
        var story = new Story(lake);
        await story.PutAsync("first", "docs/a", "1");
        for (var i = 0; i < 20; i++)
        {
            await story.PutAsync($"{i}", $"data/{i}", "1");
        }

        await using var again = await Lake.OpenAsync(counting);
        var before = counting.Snapshot();
        Assert.Equal(["first"], await new Story(again).PathAsync("docs/a"));
        Assert.InRange((counting.Snapshot() - before).Ranges, 0, 2);
    }
}
