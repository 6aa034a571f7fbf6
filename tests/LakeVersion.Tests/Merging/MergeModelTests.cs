using System.Globalization;
using CsCheck;
using LakeVersion.Testing;
using LakeVersion.Tests.Merging.Model;

namespace LakeVersion.Tests.Merging;

/// <summary>Random histories of several branches, against maps that are merged cell by cell.</summary>
/// <remarks>A failure prints its seed and its steps; <c>CsCheck_Seed=SEED</c> runs it again.</remarks>
public sealed class MergeModelTests
{
    private static readonly Gen<MergeEdit> GenEdit = Gen.Select(
        Gen.Frequency((2, Gen.Const("put")), (1, Gen.Const("remove")), (4, Gen.Const("row")), (2, Gen.Const("delete")), (4, Gen.Const("cell"))),
        Gen.Int[0, 5], Gen.Int[0, 9], Gen.Int[0, 7], (kind, where, key, value) => new MergeEdit(kind, where, key, value));

    private static readonly Gen<string> GenKind = Gen.Frequency(
        (10, Gen.Const("edit")), (5, Gen.Const("merge")), (2, Gen.Const("squash-merge")), (2, Gen.Const("pick")), (2, Gen.Const("revert")),
        (2, Gen.Const("optimize")), (1, Gen.Const("squash")));

    private static readonly Gen<MergeStep> GenStep = Gen.Select(
        GenKind, Gen.Int[0, 11], Gen.Int[0, 11], Gen.Int[0, 11], GenEdit.Array[1, 3], (kind, branch, other, choice, edits) => new MergeStep(kind, branch, other, choice, edits));

    private static readonly Gen<(int Branches, MergeStep[] Steps)> GenHistory = Gen.Select(Gen.Int[2, 4], GenStep.Array[4, 24]);

    // So many histories; CI takes 300.
    private static int Cases => int.Parse(Environment.GetEnvironmentVariable("LAKEVERSION_MERGE_CASES") ?? "300", CultureInfo.InvariantCulture);

    [Fact]
    [Trait("tier", "long")]
    public void Histories_of_merges_squashes_picks_and_reverts_hold_what_the_model_holds_and_conflict_where_it_does()
    {
        var seen = new Dictionary<string, int>();
        RandomCases.Check(GenHistory, history => RunAsync(history.Branches, history.Steps, seen), Cases, Print);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", seen.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}")));
        if (Cases >= 300 && !RandomCases.IsOneSeed)
        {
            string[] wanted = ["Merged", "FastForwarded", "UpToDate", "Conflicts", "one base", "crosswise", "picked before", "decided", "rewritten"];
            Assert.All(wanted, what => Assert.True(seen.GetValueOrDefault(what) > 0, $"'{what}' never came about"));
        }
    }

    [Fact]
    [Trait("tier", "long")]
    public void A_merge_of_two_branches_keeps_the_laws_of_merging() => RandomCases.Check(
        Gen.Select(GenEdit.Array[0, 6], GenEdit.Array[0, 6], GenEdit.Array[0, 3]),
        sides => MergeLaws.CheckAsync(sides.Item1, sides.Item2, sides.Item3), Math.Max(1, Cases / 5));

    private static async Task RunAsync(int branches, MergeStep[] steps, Dictionary<string, int> seen)
    {
        await using var run = await MergeRun.CreateAsync(branches);
        foreach (var step in steps)
        {
            await run.ApplyAsync(step);
        }

        foreach (var (what, count) in run.Seen)
        {
            seen[what] = seen.GetValueOrDefault(what) + count;
        }
    }

    private static string Print((int Branches, MergeStep[] Steps) run) => $"{run.Branches} branches\n{string.Join('\n', run.Steps.Select(step => step.ToString()))}";
}
