using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs.Delta;

namespace LakeVersion.Cli.Verbs.Upkeep;

/// <summary><c>lv delta checkpoint</c>: a table's state in one place, so that opening it does not read all commits.</summary>
internal sealed class CheckpointVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly Option<long?> version = new("--version") { Description = "Of this version; else of the newest", HelpName = "number" };

    public CheckpointVerb()
        : base(
            "checkpoint",
            "Write a table's state as a checkpoint, from which it opens without the commits before it.",
            "lv delta checkpoint ./flights",
            "lv delta checkpoint s3://warehouse/flights --version 30 --json")
    {
        source.AddTo(this);
        Add(version);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var table = await source.OpenAsync(run, cancellationToken);
        var written = await table.CheckpointAsync(run.Get(version), cancellationToken);
        var shape = new LogUpkeepShape { Verb = "checkpoint", Location = table.Name, Files = [written.Path], SizeBytes = written.SizeBytes, TableVersion = written.Version };
        run.Show(shape, LvJson.Default.LogUpkeepShape, _ => run.Out.WriteLine(
            $"Checkpoint of version {written.Version}: {Printable.Count(written.Files, "file")}, {Printable.Size(written.SizeBytes)} in {written.Path}."));
        return ExitCode.Done;
    }
}
