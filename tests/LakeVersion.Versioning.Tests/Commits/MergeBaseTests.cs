using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Tests.Commits;

[Trait("store", "none")]
public sealed class MergeBaseTests
{
    private readonly CommitGraph graph = new();

    [Fact]
    public async Task Two_branches_meet_where_they_parted_and_after_a_merge_where_they_were_merged()
    {
        var fork = await graph.LineAsync(graph.Root, 5);
        var main = await graph.LineAsync(fork, 3);
        var dev = await graph.LineAsync(fork, 4);
        Assert.Equal([fork.Id], Ids(await graph.Bases.FindAsync(main, dev)));
        var merge = await graph.AddAsync([main, dev]);
        Assert.Equal([dev.Id], Ids(await graph.Bases.FindAsync(merge, await graph.LineAsync(dev, 2))));
        Assert.Equal([dev.Id], Ids(await graph.Bases.FindAsync(dev, merge)));
        Assert.Equal([main.Id], Ids(await graph.Bases.FindAsync(main, main)));
    }

    [Fact]
    public async Task Crosswise_merges_have_two_bases()
    {
        var fork = await graph.LineAsync(graph.Root, 2);
        var (main, dev) = (await graph.LineAsync(fork, 2), await graph.LineAsync(fork, 3));
        var left = await graph.LineAsync(await graph.AddAsync([main, dev]), 1);
        var right = await graph.LineAsync(await graph.AddAsync([dev, main]), 2);
        Assert.Equal([dev.Id, main.Id], Ids(await graph.Bases.FindAsync(left, right)));
        Assert.Equal([dev.Id, main.Id], Ids((await graph.Bases.OriginAsync(left, right)).Bases));
    }

    [Fact]
    public async Task A_squashed_head_is_the_base_of_what_follows_it()
    {
        var fork = await graph.LineAsync(graph.Root, 2);
        var dev = await graph.LineAsync(fork, 20);
        var main = await graph.AddAsync([await graph.LineAsync(fork, 1)], [new AppliedCommit(dev.Id, AppliedCommit.Squashed)]);
        var later = await graph.LineAsync(dev, 2);
        Assert.Equal([dev.Id], Ids((await graph.Bases.OriginAsync(main, later)).Bases));
        Assert.Equal([dev.Id], Ids((await graph.Bases.OriginAsync(later, main)).Bases));
        Assert.Equal([dev.Id], Ids((await graph.Bases.OriginAsync(main, dev)).Bases));
        Assert.Equal([fork.Id], Ids(await graph.Bases.FindAsync(main, later)));
    }

    [Fact]
    public async Task A_head_squashed_into_a_base_is_no_base_beside_it_though_its_generation_is_greater_and_its_second_the_same()
    {
        var head = graph.Root;
        for (var i = 0; i < 3; i++)
        {
            head = await graph.AddAsync([head], second: 1);
        }

        var squash = await graph.AddAsync([graph.Root], [new AppliedCommit(head.Id, AppliedCommit.Squashed)], second: 1);
        var after = await graph.AddAsync([squash], second: 1);
        var (left, right) = (await graph.AddAsync([after, head], second: 1), await graph.AddAsync([after, head], [new AppliedCommit(after.Id, AppliedCommit.Reverted)], second: 1));
        Assert.Equal([after.Id], Ids((await graph.Bases.OriginAsync(left, right)).Bases));
    }

    [Fact]
    public async Task What_was_picked_from_the_middle_is_common_and_what_was_picked_from_the_beginning_a_base()
    {
        var fork = await graph.LineAsync(graph.Root, 2);
        var first = await graph.LineAsync(fork, 1);
        var second = await graph.LineAsync(first, 1);
        var dev = await graph.LineAsync(second, 1);
        var main = await graph.AddAsync([fork], [new AppliedCommit(second.Id, AppliedCommit.Picked)]);
        var middle = await graph.Bases.OriginAsync(main, dev);
        Assert.Equal("2 | 4", Text(middle));

        main = await graph.AddAsync([main], [new AppliedCommit(first.Id, AppliedCommit.Picked)]);
        var beginning = await graph.Bases.OriginAsync(main, dev);
        Assert.Equal("4 | ", Text(beginning));
    }

    [Fact]
    public async Task What_was_reverted_counts_for_nothing()
    {
        var fork = await graph.LineAsync(graph.Root, 2);
        var dev = await graph.LineAsync(fork, 2);
        var main = await graph.AddAsync([fork], [new AppliedCommit(dev.Id, AppliedCommit.Reverted)]);
        var origin = await graph.Bases.OriginAsync(main, dev);
        Assert.Equal("2 | ", Text(origin));
    }

    [Fact]
    public async Task A_picked_merge_stands_for_all_that_came_with_it()
    {
        var fork = await graph.LineAsync(graph.Root, 2);
        var dev = await graph.LineAsync(fork, 2);
        var merge = await graph.AddAsync([await graph.LineAsync(fork, 1), dev]);
        var release = await graph.AddAsync([await graph.LineAsync(fork, 1)], [new AppliedCommit(merge.Id, AppliedCommit.Picked)]);
        Assert.Equal([dev.Id], Ids((await graph.Bases.OriginAsync(release, dev)).Bases));
        Assert.Equal("4 | 6", Text(await graph.Bases.OriginAsync(release, merge)));
    }

    // Two lines pick each other's merges, a part of which each had picked and taken back: each is judged by those before it, once.
    [Fact]
    public async Task Picks_of_merges_that_picked_merges_are_judged_once_each()
    {
        var fork = await graph.LineAsync(graph.Root, 2);
        var (one, two) = (await graph.LineAsync(fork, 1), await graph.LineAsync(fork, 1));
        for (var round = 0; round < 40; round++)
        {
            var side = await graph.LineAsync(fork, 2);
            var picked = await graph.AddAsync([one], [new AppliedCommit(side.Record.Parents[0], AppliedCommit.Picked)]);
            var merge = await graph.AddAsync([await graph.AddAsync([picked], [new AppliedCommit(picked.Id, AppliedCommit.Reverted)]), side]);
            (one, two) = (await graph.AddAsync([two], [new AppliedCommit(merge.Id, AppliedCommit.Picked)]), merge);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var before = graph.Store.Snapshot().Gets;
        Assert.NotEmpty((await graph.Bases.OriginAsync(one, two, patience.Token)).Bases);
        Assert.InRange(graph.Store.Snapshot().Gets - before, 1, 20_000);
    }

    [Fact]
    public async Task A_commit_that_is_stood_for_and_gone_is_not_passed_over()
    {
        var fork = await graph.LineAsync(graph.Root, 2);
        var gone = new CommitId(ContentHash.Parse(new string('9', 64)));
        foreach (var how in (string[])[AppliedCommit.Picked, AppliedCommit.Squashed])
        {
            var main = await graph.AddAsync([fork], [new AppliedCommit(gone, how)]);
            var dev = await graph.LineAsync(fork, 1);
            var refused = await Assert.ThrowsAsync<LakeException>(() => graph.Bases.OriginAsync(main, dev).AsTask());
            Assert.Equal(LakeErrorKind.Expired, refused.Kind);
            Assert.Contains(gone.Abbreviated, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Between_is_what_one_tip_has_and_others_have_not_parents_first()
    {
        var fork = await graph.LineAsync(graph.Root, 2);
        var side = await graph.LineAsync(fork, 2);
        var tip = await graph.LineAsync(await graph.AddAsync([await graph.LineAsync(fork, 2), side]), 1);
        var between = await graph.Bases.BetweenAsync(tip, [side]);
        Assert.Equal("5 6 7 8", CommitGraph.Names(between));
        Assert.Equal("3 4 5 6 7 8", CommitGraph.Names((await graph.Bases.BetweenAsync(tip, [fork])).OrderBy(commit => commit.Record.Time)));
        Assert.Empty(await graph.Bases.BetweenAsync(side, [tip]));
    }

    [Fact]
    public async Task Branches_of_ten_commits_on_a_history_of_ten_thousand_cost_tens_of_reads()
    {
        var fork = await graph.LineAsync(graph.Root, 10_000);
        var (main, dev) = (await graph.LineAsync(fork, 10), await graph.LineAsync(fork, 10));
        var squash = await graph.AddAsync([main], [new AppliedCommit(dev.Id, AppliedCommit.Squashed), new AppliedCommit(dev.Id, AppliedCommit.Picked)]);
        var later = await graph.LineAsync(dev, 2);
        foreach (var (left, right, most) in ((Commit, Commit, int)[])[(main, dev, 50), (squash, later, 60), (main, fork, 15), (graph.Root, dev, 40)])
        {
            var before = graph.Store.Snapshot().Gets;
            await graph.Bases.OriginAsync(left, right);
            await graph.Bases.FindAsync(left, right);
            Assert.InRange(graph.Store.Snapshot().Gets - before, 0, 2 * most);
        }
    }

    [Fact]
    public async Task A_branch_that_parted_long_ago_is_found_by_reads_side_by_side_and_few_too_many()
    {
        var fork = await graph.LineAsync(graph.Root, 500);
        var (main, old) = (await graph.LineAsync(fork, 3_000), await graph.LineAsync(fork, 3));
        var before = graph.Store.Snapshot().Gets;
        graph.Crowd.Most = 0;
        Assert.Equal([fork.Id], Ids((await graph.Bases.OriginAsync(main, old)).Bases));
        Assert.InRange(graph.Store.Snapshot().Gets - before, 3_000, 3_600);
        Assert.InRange(graph.Crowd.Most, 4, 32);
        Assert.Equal(3_000, (await graph.Bases.BetweenAsync(main, [old])).Count);
    }

    [Fact]
    public void Random_histories_of_merges_squashes_and_picks_have_the_origins_that_the_definition_says() =>
        Gen.Select(Gen.Int[2, 60], Gen.Int, Gen.Int[1, 12]).Sample((count, seed, tick) => CheckAsync(count, seed, tick).GetAwaiter().GetResult(), iter: 150);

    [Fact]
    [Trait("tier", "long")]
    public void Large_random_histories_have_the_origins_that_the_definition_says() =>
        Gen.Select(Gen.Const(500), Gen.Int, Gen.Int[1, 60]).Sample((count, seed, tick) => CheckAsync(count, seed, tick).GetAwaiter().GetResult(), iter: LongTier.Cases(60));

    // The clock moves once in so many commits: on a server it tells whole seconds.
    private static async Task CheckAsync(int count, int seed, int tick)
    {
        var random = new Random(seed);
        var graph = new CommitGraph();
        var tips = new List<Commit> { graph.Root };
        for (var i = 0; i < count; i++)
        {
            await GrowAsync(graph, tips, random, graph.All.Count / tick);
        }

        var naive = new NaiveOrigin(graph.All);
        for (var i = 0; i < 20; i++)
        {
            var (left, right) = i < 10 ? (Any(tips, random), Any(tips, random)) : (Any(graph.All, random), Any(graph.All, random));
            Assert.Equal(naive.Bases(left, right).Order(), Ids(await graph.Bases.FindAsync(left, right)).Order());
            var (bases, common) = naive.Origin(left, right);
            var origin = await graph.Bases.OriginAsync(left, right);
            var expected = new MergeOrigin(InOrder(graph, bases), InOrder(graph, common));
            Assert.Equal($"{left.Record.Message} {right.Record.Message}: {Text(expected)}", $"{left.Record.Message} {right.Record.Message}: {Text(new MergeOrigin(InOrder(graph, Ids(origin.Bases)), InOrder(graph, Ids(origin.Common))))}");
            Assert.Equal(origin.Common.OrderBy(commit => commit.Record.Generation).Select(commit => commit.Record.Generation), origin.Common.Select(commit => commit.Record.Generation));
        }
    }

    // A commit on one of a few tips, or a new tip; sometimes a merge, a squash or a pick of another.
    private static async Task GrowAsync(CommitGraph graph, List<Commit> tips, Random random, int second)
    {
        var at = random.Next(tips.Count);
        var others = Enumerable.Range(0, random.Next(8) switch { 0 => 1, 1 => 2, _ => 0 }).Select(_ => Any(tips, random)).Where(other => other != tips[at]).Distinct();
        var applied = Enumerable.Range(0, random.Next(10) switch { 0 or 1 => 1, 2 => 2, _ => 0 })
            .Select(_ => random.Next(3) == 0 ? new AppliedCommit(Any(tips, random).Id, AppliedCommit.Squashed) : new AppliedCommit(Any(graph.All, random).Id, AppliedCommit.Picked));
        var commit = await graph.AddAsync([tips[at], .. others], [.. applied.Where(one => one.Commit != graph.Root.Id).DistinctBy(one => one.Commit)], second);
        if (tips.Count < 6 && random.Next(4) == 0)
        {
            tips.Add(commit);
        }
        else
        {
            tips[at] = commit;
        }
    }

    private static List<Commit> InOrder(CommitGraph graph, IEnumerable<CommitId> ids) => [.. graph.All.Where(commit => ids.Contains(commit.Id))];

    private static string Text(MergeOrigin origin) => $"{CommitGraph.Names(origin.Bases)} | {CommitGraph.Names(origin.Common)}";

    private static Commit Any(List<Commit> from, Random random) => from[random.Next(from.Count)];

    private static CommitId[] Ids(IEnumerable<Commit> commits) => [.. commits.Select(commit => commit.Id)];
}
