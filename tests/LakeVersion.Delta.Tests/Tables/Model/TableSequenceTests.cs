using System.Globalization;
using CsCheck;
using LakeVersion.Testing;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Random sequences of all that can be done to a table, against a model in memory.</summary>
public sealed class TableSequenceTests
{
    private static readonly Gen<ModelLayout> GenLayout = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 31], (grid, more) => new ModelLayout(
        grid % 2 == 1, new[] { "none", "name", "id" }[grid / 2 % 3], grid >= 6, more % 2 == 1, more / 2 % 2 == 1, more / 4 % 2 == 1, more / 8 % 2 == 1, more / 16 == 1));

    private static readonly Gen<ModelSeed> GenSeed = Gen.Select(Gen.Int[-1, 20], Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 20], (id, text, part, value) => new ModelSeed(id, text, part, value));

    private static readonly Gen<string> GenKind = Gen.Frequency(
        (6, Gen.Const("append")), (1, Gen.Const("overwrite")), (2, Gen.Const("replace")), (2, Gen.Const("dynamic")),
        (3, Gen.Const("delete")), (3, Gen.Const("update")), (4, Gen.Const("upsert")),
        (1, Gen.Const("add")), (1, Gen.Const("rename")), (1, Gen.Const("drop")), (1, Gen.Const("widen")), (1, Gen.Const("move")),
        (2, Gen.Const("set")), (1, Gen.Const("unset")),
        (3, Gen.Const("optimize")), (2, Gen.Const("vacuum")), (2, Gen.Const("restore")),
        (1, Gen.Const("checkpoint")), (1, Gen.Const("compact")), (1, Gen.Const("clean")), (1, Gen.Const("reopen")));

    private static readonly Gen<ModelStep> GenStep = Gen.Select(
        GenKind, GenSeed.Array[0, 10], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[0, 12], (kind, rows, one, two, hours) => new ModelStep(kind, rows, one, two, hours));

    // So many sequences; CI takes 250.
    private static int Sequences => int.Parse(Environment.GetEnvironmentVariable("LAKEVERSION_MODEL_CASES") ?? "250", CultureInfo.InvariantCulture);

    [Fact]
    [Trait("tier", "long")]
    public void Every_retained_version_equals_the_model_whatever_was_done_to_the_table() => RandomCases.Check(
        Gen.Select(GenLayout, GenStep.Array[1, 24], Gen.Int[0, 1000]), run => RunAsync(run.Item1, run.Item2, run.Item3), Sequences, Print);

    private static async Task RunAsync(ModelLayout layout, ModelStep[] steps, int choice)
    {
        var run = await ModelRun.CreateAsync(layout);
        foreach (var step in steps)
        {
            await run.ApplyAsync(step);
        }

        await new ModelCheck(run, choice).RunAsync();
    }

    private static string Print((ModelLayout Layout, ModelStep[] Steps, int Choice) run) => string.Join('\n',
        [$"{run.Layout} choice {run.Choice}", .. run.Steps.Select(step => $"{step.Kind} {step.One} {step.Two} +{step.Hours}h [{string.Join(' ', step.Rows.Select(row => $"{row.Id},{row.Text},{row.Part},{row.Value}"))}]")]);
}
