using System.Globalization;
using CsCheck;
using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tests.Merging;

/// <summary>Random histories in which each plain commit brings one file of its own, so that the tree tells whether its change is held.</summary>
/// <remarks>A failure prints its seed and its steps; <c>CsCheck_Seed=SEED</c> runs it again.</remarks>
public sealed class HeldModelTests
{
    private static readonly string[] Names = ["main", "dev", "lab"];

    private static readonly Gen<string> GenKind = Gen.Frequency(
        (6, Gen.Const("file")), (4, Gen.Const("merge")), (3, Gen.Const("squash-merge")), (4, Gen.Const("pick")), (4, Gen.Const("revert")), (2, Gen.Const("squash")), (2, Gen.Const("rebase")));

    private static readonly Gen<Step> GenStep = Gen.Select(GenKind, Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 9], (kind, branch, other, choice) => new Step(kind, branch, other, choice));

    // So many histories; CI takes 60.
    private static int Cases => Environment.GetEnvironmentVariable("LAKEVERSION_MERGE_CASES") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : LongTier.Cases(300);

    [Fact]
    [Trait("tier", "long")]
    public void What_is_told_to_be_held_is_what_the_tree_holds() => Check(GenStep, areRebasesChecked: false);

    [Fact]
    [Trait("tier", "long")]
    public void A_rebase_ends_where_a_merge_does_while_nothing_was_taken_back() => Check(GenStep.Where(step => step.Kind != "revert"), areRebasesChecked: true);

    // A revert of a merge to its second parent took away what the first one had, and was itself taken back.
    [Fact]
    public void What_a_revert_to_another_parent_gave_up_is_held_again_once_that_is_taken_back() => GenStep.Array[4, 30].Sample(
        steps => RunAsync(steps, areRebasesChecked: false).GetAwaiter().GetResult(), seed: "6Fwk1MshE6h2", iter: 1, threads: 1);

    private static void Check(Gen<Step> step, bool areRebasesChecked) => RandomCases.Check(
        step.Array[4, 30], steps => RunAsync(steps, areRebasesChecked), Cases, steps => string.Join('\n', steps.Select(one => one.ToString())));

    private static async Task RunAsync(Step[] steps, bool areRebasesChecked)
    {
        await using var lake = await MergeLake.CreateAsync(new MemoryStore());
        await lake.FilesAsync("main", "begin=1");
        await lake.BranchAsync("dev");
        await lake.BranchAsync("lab");
        var (plain, all) = (new List<Commit>(), new List<Commit>());
        foreach (var step in steps)
        {
            var branch = Names[step.Branch];
            await DoAsync(lake, step, branch, plain, all, areRebasesChecked);
            var head = (await lake.Lake.AtAsync(branch)).Commit;
            all.Add(head);
            var files = (await lake.FilesAtAsync(branch)).Split(' ');
            foreach (var held in await HeldAsync(lake, head, plain))
            {
                Assert.True(files.Contains(held.Commit.Record.Message) == (held.Held == HeldChange.Whole), $"{held.Commit} on {branch} after {step}: {held.Held}, {string.Join(' ', files)}");
            }
        }
    }

    private static async Task DoAsync(MergeLake lake, Step step, string branch, List<Commit> plain, List<Commit> all, bool areRebasesChecked)
    {
        var other = Names[(step.Branch + 1 + (step.Other % 2)) % 3];
        var commit = all.Count == 0 ? null : all[^(1 + (step.Other % all.Count))];
        switch (step.Kind)
        {
            case "file":
                plain.Add(await lake.FilesAsync(branch, $"f{plain.Count}=1"));
                break;
            case "merge" or "squash-merge":
                await MergeAsync(lake, other, branch, step.Kind == "squash-merge");
                break;
            case "pick" when commit is { Record.Parents.Count: > 0 }:
                Assert.Empty((await lake.Lake.Branch(branch).CherryPickAsync([commit.Id.ToString()], new PickOptions { AllowAgain = true })).Conflicts);
                break;
            case "revert" when commit is { Record.Parents.Count: > 0 }:
                var back = new PickOptions { Parent = 1 + (step.Choice % commit.Record.Parents.Count) };
                Assert.Empty((await lake.Lake.Branch(branch).RevertAsync([commit.Id.ToString()], back)).Conflicts);
                break;
            case "squash" when (await lake.Lake.AtAsync(branch)).Commit.Record.Depth > 3:
                await lake.Lake.Branch(branch).SquashAsync($"{branch}~{2 + (step.Choice % 2)}");
                break;
            case "rebase":
                await RebaseAsync(lake, branch, other, areRebasesChecked ? $"trial/{all.Count}" : null);
                break;
        }
    }

    // What one side lacks and never had, it cannot have deleted.
    private static async Task MergeAsync(MergeLake lake, string source, string into, bool isSquash)
    {
        var (ours, theirs) = (await lake.Lake.AtAsync(into), await lake.Lake.AtAsync(source));
        var (here, there) = ((await lake.FilesAtAsync(into)).Split(' '), (await lake.FilesAtAsync(source)).Split(' '));
        Assert.Empty((await lake.MergeAsync(source, into, new MergeOptions { Squash = isSquash })).Conflicts);
        var merged = (await lake.FilesAtAsync(into)).Split(' ');
        Assert.Empty(here.Except(merged).Except(await EverAsync(lake, theirs.Commit)));
        Assert.Empty(there.Except(merged).Except(await EverAsync(lake, ours.Commit)));
    }

    // All files that a history had, along parents and through squashes.
    private static async Task<HashSet<string>> EverAsync(MergeLake lake, Commit head)
    {
        var (files, known, open) = (new HashSet<string>(), new HashSet<CommitId>(), new Stack<CommitId>([head.Id]));
        while (open.TryPop(out var id))
        {
            if (known.Add(id))
            {
                var record = (await lake.Lake.AtAsync(id.ToString())).Commit.Record;
                files.UnionWith((await lake.FilesAtAsync(id.ToString())).Split(' '));
                record.Parents.Concat((record.Applied ?? []).Where(one => one.As == AppliedCommit.Squashed).Select(one => one.Commit)).ToList().ForEach(open.Push);
            }
        }

        return files;
    }

    private static async Task RebaseAsync(MergeLake lake, string branch, string onto, string? trial)
    {
        if (trial is not null)
        {
            await lake.BranchAsync(trial, branch);
            await lake.MergeAsync(onto, trial);
        }

        Assert.Empty((await lake.Lake.Branch(branch).RebaseAsync(onto)).Conflicts);
        Assert.Equal(await lake.FilesAtAsync(trial ?? branch), await lake.FilesAtAsync(branch));
    }

    private static async Task<IReadOnlyList<PickedChange>> HeldAsync(MergeLake lake, Commit head, List<Commit> plain)
    {
        var held = new List<PickedChange>();
        foreach (var commit in plain)
        {
            held.AddRange(await lake.Lake.Store.MergeBases.HeldAsync(head, [commit]));
        }

        return held;
    }

    private sealed record Step(string Kind, int Branch, int Other, int Choice);
}
