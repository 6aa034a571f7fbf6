using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs.Delta;
using LakeVersion.Delta.Upkeep;

namespace LakeVersion.Cli.Verbs.Upkeep;

/// <summary><c>lv delta clean-log</c>: deletes what expired of a table's log.</summary>
internal sealed class CleanLogVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only show what would be deleted" };
    private readonly YesFlag yes = new();

    public CleanLogVerb()
        : base(
            "clean-log",
            "Delete what expired of a table's log (delta.logRetentionDuration), behind a checkpoint.",
            "lv delta clean-log ./flights --dry-run",
            "lv delta clean-log ./flights --yes")
    {
        source.AddTo(this);
        Add(dryRun);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var table = await source.OpenAsync(run, cancellationToken);
        var isDry = run.Get(dryRun);
        var found = await table.CleanUpLogAsync(new LogCleanUpOptions { DryRun = true }, cancellationToken);
        if (!isDry && found.Deleted.Count > 0)
        {
            if (!await yes.AgreedAsync(run, $"This deletes {Printable.Count(found.Deleted.Count, "file")} of the log; versions before {found.FirstVersion} can no longer be read", cancellationToken))
            {
                return ExitCode.No;
            }

            found = await table.CleanUpLogAsync(new LogCleanUpOptions(), cancellationToken);
        }

        var shape = new LogUpkeepShape
        {
            Verb = "clean-log", Location = table.Name, Files = found.Deleted, SizeBytes = found.SizeBytes, FirstVersion = found.FirstVersion, DryRun = isDry,
        };
        run.Show(shape, LvJson.Default.LogUpkeepShape, _ => Write(run, found, isDry));
        return ExitCode.Done;
    }

    private static void Write(Invocation run, LogCleanUpResult found, bool isDry)
    {
        if (isDry)
        {
            foreach (var file in found.Deleted)
            {
                run.Out.WriteLine(Printable.Name(file));
            }
        }

        run.Out.WriteLine(found.Deleted.Count == 0
            ? $"Nothing has expired; version {found.FirstVersion} is the oldest."
            : $"{(isDry ? "Would delete" : "Deleted")} {Printable.Count(found.Deleted.Count, "file")} ({Printable.Size(found.SizeBytes)}); version {found.FirstVersion} is the oldest {(isDry ? "then" : "now")}.");
    }
}
