using System.Collections.Immutable;
using System.Text;
using LakeVersion.Delta.Writing;
using LakeVersion.Merging;
using LakeVersion.Rows.Records;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>A lake and its model, which do the same and are compared after each step.</summary>
internal sealed class MergeRun : IAsyncDisposable
{
    private static readonly string[] Names = ["main", "dev", "fix", "lab"];

    private readonly ModelGraph graph = new();
    private readonly List<CommitId> heads = [];
    private readonly Lake lake;

    private MergeRun(Lake lake) => this.lake = lake;

    /// <summary>How often each thing came about, for tests that want to be sure that it does.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    /// <summary>A lake of two tables with rows, some files, and branches at one commit.</summary>
    public static async Task<MergeRun> CreateAsync(int branches)
    {
        var run = new MergeRun(await Lake.CreateAsync(new MemoryStore(), new LakeOptions { Author = "ada" }));
        var state = ModelState.Empty(ModelEdits.Tables);
        await using (var change = await run.lake.Branch(Names[0]).BeginAsync())
        {
            foreach (var (table, vectors) in ModelEdits.Tables.Zip(["true", "false"]))
            {
                var rows = Enumerable.Range(0, 6).Select(id => new ModelRow(id, id, $"first {id}", 0)).ToList();
                await change.Table(table).CreateAsync(
                    RowBatcher.ToBatches(rows).First().Schema,
                    new CreateOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors, ["lakeversion.key"] = "Id" } },
                    RowBatcher.ToBatches(rows, batchRows: 3).ToAsyncEnumerable());
                state = state.With(table, rows.ToImmutableSortedDictionary(row => row.Id, row => row));
            }

            state = await ModelEdits.ApplyAsync(change, state, new MergeEdit("put", 0, 0, 0));
            state = await ModelEdits.ApplyAsync(change, state, new MergeEdit("put", 0, 1, 0));
            var commit = await change.CommitAsync("begin");
            run.Add(commit, [], [], [], state);
            run.heads.Add(commit.Id);
        }

        foreach (var name in Names[1..branches])
        {
            await run.lake.CreateBranchAsync(name, Names[0]);
            run.heads.Add(run.heads[0]);
        }

        await run.CheckAsync(0);
        return run;
    }

    public async Task ApplyAsync(MergeStep step)
    {
        var at = step.Branch % heads.Count;
        await (step.Kind switch
        {
            "edit" => EditAsync(at, step.Edits),
            "optimize" => OptimizeAsync(at, step.Choice),
            "merge" => MergeAsync(at, step, squash: false),
            "squash-merge" => MergeAsync(at, step, squash: true),
            "pick" => PickAsync(at, step),
            "revert" => RevertAsync(at, step),
            _ => SquashAsync(at, step.Choice),
        });
        await CheckAsync(at);
    }

    /// <summary>What a merge of a branch into another would conflict with.</summary>
    public async Task<MergeResult> TryMergeAsync(int at, int other) =>
        await lake.Branch(Names[at]).MergeAsync(Names[other], new MergeOptions { DryRun = true, FastForward = FastForward.Never });

    /// <summary>Merges a branch into another, by a commit where there is anything to merge.</summary>
    public async Task MergeAsync(int at, int other)
    {
        var result = await lake.Branch(Names[at]).MergeAsync(Names[other], new MergeOptions { FastForward = FastForward.Never });
        Assert.Contains(result.Status, (MergeStatus[])[MergeStatus.Merged, MergeStatus.UpToDate]);
    }

    /// <summary>One commit of edits.</summary>
    public async Task EditAsync(int at, IReadOnlyList<MergeEdit> edits)
    {
        await using var change = await lake.Branch(Names[at]).BeginAsync();
        var before = heads[at];
        var state = graph[before].State;
        foreach (var edit in edits)
        {
            state = await ModelEdits.ApplyAsync(change, state, edit);
        }

        Move(at, await change.CommitAsync("edit"), [before], [], [], state);
    }

    /// <summary>The state of a branch.</summary>
    public Task<ModelState> ReadAsync(int at) => ReadAsync(Names[at]);

    public ValueTask DisposeAsync() => lake.DisposeAsync();

    /// <summary>The lake's branch as a state; a key that stands twice is told.</summary>
    private async Task<ModelState> ReadAsync(string branch)
    {
        var head = await lake.AtAsync(branch);
        var state = ModelState.Empty(ModelEdits.Tables);
        await foreach (var file in head.Files.ListAsync("notes/"))
        {
            state = state with { Files = state.Files.Add(file.Path, Encoding.UTF8.GetString((await head.Files.ReadAsync(file.Path)).Span)) };
        }

        foreach (var table in ModelEdits.Tables)
        {
            var rows = await head.Table(table).ReadAsync<ModelRow>().ToListAsync();
            Assert.True(rows.Select(row => row.Id).Distinct().Count() == rows.Count, $"{branch}:{table} holds a key twice: {string.Join(' ', rows.Select(row => row.Text()))}");
            state = state.With(table, rows.ToImmutableSortedDictionary(row => row.Id, row => row));
        }

        return state;
    }

    private async Task CheckAsync(int at)
    {
        var head = await lake.AtAsync(Names[at]);
        Assert.Equal(heads[at], head.Commit.Id);
        Assert.Equal(graph[heads[at]].State.Text, (await ReadAsync(Names[at])).Text);
    }

    private async Task OptimizeAsync(int at, int choice)
    {
        await using var change = await lake.Branch(Names[at]).BeginAsync();
        await change.Table(ModelEdits.Tables[choice % ModelEdits.Tables.Count]).OptimizeAsync();
        var commit = await change.CommitAsync("optimize");
        Count(commit.Id == heads[at] ? "optimal" : "rewritten");
        Move(at, commit, [heads[at]], [], [], graph[heads[at]].State);
    }

    private async Task MergeAsync(int at, MergeStep step, bool squash)
    {
        var other = (at + 1 + (step.Other % (heads.Count - 1))) % heads.Count;
        var (ours, theirs) = (heads[at], heads[other]);
        var forward = step.Choice % 3 == 0 ? FastForward.Never : FastForward.Allowed;
        Task<MergeResult> Ask(MergeResolution? resolution) =>
            lake.Branch(Names[at]).MergeAsync(Names[other], new MergeOptions { Squash = squash, FastForward = forward, Resolution = resolution }).AsTask();

        if (graph.IsAncestor(theirs, ours))
        {
            Expect(MergeStatus.UpToDate, await Ask(null));
            return;
        }

        if (graph.IsAncestor(ours, theirs) && !squash && forward == FastForward.Allowed)
        {
            Expect(MergeStatus.FastForwarded, await Ask(null));
            heads[at] = theirs;
            return;
        }

        var (bases, picks) = graph.Origin(ours, theirs);
        Count(bases.Count > 1 ? "crosswise" : picks.Count > 0 ? "picked before" : "one base");
        if (squash && bases.Contains(theirs))
        {
            Expect(MergeStatus.UpToDate, await Ask(null));
            return;
        }

        await DecideAsync(
            at, step.Choice, Ask, graph.BaseOf(ours, theirs), graph[theirs].State, squash ? [ours] : [ours, theirs], squash ? [theirs] : [], [], isMerge: true);
    }

    private async Task PickAsync(int at, MergeStep step)
    {
        var commit = Any(step.Other);
        if (commit is not null)
        {
            await DecideAsync(
                at, step.Choice, resolution => lake.Branch(Names[at]).CherryPickAsync([commit.Id.ToString()], new PickOptions { Resolution = resolution, AllowAgain = true }).AsTask(),
                graph[commit.Parents[0]].State, commit.State, [heads[at]], [], [commit.Id], isMerge: false);
        }
    }

    private async Task RevertAsync(int at, MergeStep step)
    {
        var commit = Any(step.Other);
        if (commit is not null)
        {
            var parent = step.Choice % commit.Parents.Count;
            await DecideAsync(
                at, step.Choice, resolution => lake.Branch(Names[at]).RevertAsync([commit.Id.ToString()], new PickOptions { Resolution = resolution, Parent = parent + 1 }).AsTask(),
                commit.State, graph[commit.Parents[parent]].State, [heads[at]], [], [], isMerge: false, (commit.Id, parent));
        }
    }

    private async Task SquashAsync(int at, int choice)
    {
        var head = heads[at];
        var since = head;
        for (var i = 0; i < 2 + (choice % 3) && graph[since].Parents.Count > 0; i++)
        {
            since = graph[since].Parents[0];
        }

        if (since != head && !(graph[head].Parents is [var only] && only == since))
        {
            var result = await lake.Branch(Names[at]).SquashAsync(since.ToString());
            Expect(MergeStatus.Merged, result);
            Move(at, result.Head, [since], [head], [], graph[head].State);
        }
    }

    // First without a decision; where that conflicts, and the step wants it, everything for one side.
    private async Task DecideAsync(
        int at, int choice, Func<MergeResolution?, Task<MergeResult>> ask, ModelState @base, ModelState theirs,
        IReadOnlyList<CommitId> parents, IReadOnlyList<CommitId> squashed, IReadOnlyList<CommitId> picked, bool isMerge, (CommitId Commit, int Parent)? reverted = null)
    {
        var ours = graph[heads[at]].State;
        var (state, conflicts) = ModelMerge.Run(@base, ours, theirs, null);
        var result = await ask(null);
        if (conflicts.Count > 0)
        {
            Assert.Equal(Lines(conflicts), Lines(result.Conflicts.Select(ModelConflict.Of)));
            Expect(MergeStatus.Conflicts, result);
            await CheckAsync(at);
            if (choice % 4 == 0)
            {
                return;
            }

            Count("decided");
            var take = choice % 4 == 1 ? ModelTake.Ours : ModelTake.Theirs;
            state = ModelMerge.Run(@base, ours, theirs, take).State;
            result = await ask(take == ModelTake.Ours ? MergeResolution.AllOurs : MergeResolution.AllTheirs);
        }

        if (!isMerge && state.Text == ours.Text && result.Status == MergeStatus.UpToDate)
        {
            return; // nothing was left to change; files of tables may have been
        }

        Assert.Empty(result.Conflicts.Select(ModelConflict.Of));
        Expect(MergeStatus.Merged, result);
        Move(at, result.Head, parents, squashed, picked, state, reverted);
    }

    private void Expect(MergeStatus status, MergeResult result)
    {
        Count($"{status}");
        Assert.True(status == result.Status, $"expected {status}, found {result.Status}: {Lines(result.Conflicts.Select(ModelConflict.Of))}");
    }

    private void Count(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    private ModelCommit? Any(int number)
    {
        var all = graph.All.Where(commit => commit.Parents.Count > 0).ToList();
        return all.Count == 0 ? null : all[^(1 + (number % all.Count))];
    }

    private void Move(
        int at, Commit commit, IReadOnlyList<CommitId> parents, IReadOnlyList<CommitId> squashed, IReadOnlyList<CommitId> picked, ModelState state,
        (CommitId Commit, int Parent)? reverted = null)
    {
        if (commit.Id == heads[at])
        {
            Assert.Equal(graph[commit.Id].State.Text, state.Text);
            return;
        }

        Add(commit, parents, squashed, picked, state, reverted);
        heads[at] = commit.Id;
    }

    private void Add(
        Commit commit, IReadOnlyList<CommitId> parents, IReadOnlyList<CommitId> squashed, IReadOnlyList<CommitId> picked, ModelState state,
        (CommitId Commit, int Parent)? reverted = null)
    {
        // The first commit stands on the lake's root, which is no commit of the model.
        Assert.Equal(parents, parents.Count == 0 ? [] : commit.Record.Parents);
        Assert.Equal(squashed, Applied(commit, AppliedCommit.Squashed));
        Assert.Equal(picked, Applied(commit, AppliedCommit.Picked));
        Assert.Equal(reverted is { } taken ? [taken.Commit] : [], Applied(commit, AppliedCommit.Reverted));
        graph.Add(new ModelCommit(commit, parents, squashed, picked, state, reverted?.Commit, reverted?.Parent ?? 0));
    }

    private static IEnumerable<CommitId> Applied(Commit commit, string how) => (commit.Record.Applied ?? []).Where(one => one.As == how).Select(one => one.Commit);

    private static string Lines(IEnumerable<ModelConflict> conflicts) => string.Join('\n', conflicts.Select(conflict => conflict.ToString()).Order(StringComparer.Ordinal));
}
