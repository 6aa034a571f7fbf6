using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Tracing;

namespace LakeVersion.Tests.Tracing;

public sealed class BisectTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(20)]
    public async Task The_first_bad_commit_of_a_line_is_found_by_few_tests(int broken)
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("good", "n", "0");
        await story.Lake.CreateTagAsync("good", "main");
        for (var i = 1; i <= 20; i++)
        {
            await story.PutAsync($"{i}", "n", $"{i}");
        }

        var found = await story.Lake.BisectAsync("good", "main", async (at, token) => await NumberAsync(at, token) >= broken ? BisectAnswer.Bad : BisectAnswer.Good);
        Assert.Equal($"{broken}", found.FirstBad!.Record.Message);
        Assert.InRange(found.Steps.Count, 4, 5);
    }

    [Fact]
    public async Task A_commit_that_a_merge_brought_is_found_or_with_first_parents_the_merge()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("good", "n", "0");
        await story.Lake.CreateTagAsync("good", "main");
        await story.BranchAsync("side");
        for (var i = 1; i <= 5; i++)
        {
            await story.PutAsync($"side {i}", "n", $"{i}", "side");
            await story.PutAsync($"main {i}", $"m/{i}", "x");
        }

        await story.PutAsync("merge", "n", "5", merge: "side");
        await story.PutAsync("later", "m/6", "x");
        Func<Snapshots.LakeSnapshot, CancellationToken, ValueTask<BisectAnswer>> test =
            async (at, token) => await NumberAsync(at, token) >= 3 ? BisectAnswer.Bad : BisectAnswer.Good;
        Assert.Equal("side 3", (await story.Lake.BisectAsync("good", "main", test)).FirstBad!.Record.Message);
        var firstParents = new BisectOptions { FirstParents = true };
        Assert.Equal("merge", (await story.Lake.BisectAsync("good", "main", test, firstParents)).FirstBad!.Record.Message);
    }

    [Fact]
    public async Task Commits_that_cannot_be_tested_leave_suspects()
    {
        var story = await Story.BeginAsync(store);
        for (var i = 0; i <= 9; i++)
        {
            await story.PutAsync($"{i}", "n", $"{i}");
        }

        var found = await story.Lake.BisectAsync("main~9", "main", async (at, token) => await NumberAsync(at, token) switch
        {
            >= 6 => BisectAnswer.Bad,
            4 or 5 => BisectAnswer.Skip,
            _ => BisectAnswer.Good,
        });
        Assert.Null(found.FirstBad);
        Assert.Equal(["6", "5", "4"], found.Suspects.Select(commit => commit.Record.Message));
    }

    [Fact]
    public async Task Revisions_between_which_nothing_lies_and_faults_before_both_are_told()
    {
        var story = await Story.BeginAsync(store);
        await story.PutAsync("0", "n", "9");
        await story.BranchAsync("side");
        await story.PutAsync("mended", "n", "0", "side");
        await story.PutAsync("1", "m", "9");
        Func<Snapshots.LakeSnapshot, CancellationToken, ValueTask<BisectAnswer>> test =
            async (at, token) => await NumberAsync(at, token) >= 3 ? BisectAnswer.Bad : BisectAnswer.Good;
        var swapped = await Assert.ThrowsAsync<LakeException>(async () => await story.Lake.BisectAsync("main", "main~1", test));
        Assert.Contains("wrong way round", swapped.Message);
        var before = await Assert.ThrowsAsync<LakeException>(async () => await story.Lake.BisectAsync("side", "main", test));
        Assert.Contains("is bad already", before.Message);
    }

    private static async ValueTask<int> NumberAsync(Snapshots.LakeSnapshot at, CancellationToken cancellationToken) =>
        int.Parse(System.Text.Encoding.UTF8.GetString((await at.Files.ReadAsync("n", cancellationToken)).Span));
}
