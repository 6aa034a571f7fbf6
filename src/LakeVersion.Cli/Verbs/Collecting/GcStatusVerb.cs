using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Collection.Retention;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary><c>lv gc status</c>.</summary>
internal sealed class GcStatusVerb() : Verb("status", "Tell where collecting stands, and by what rules.", "lv gc status", "lv gc status --json")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var status = await lake.Store.Collector.StatusAsync(cancellationToken);
        var shape = new GcStatusShape
        {
            State = GcShape.StateOf(status.State),
            Collection = status.Record?.K,
            Time = status.Record?.Time,
            ReadyAt = status.ReadyAt,
            DoneAt = status.Outcome?.Time,
            Freed = status.Outcome is { } outcome ? FreedShape.Of(outcome.Freed) : null,
            Grace = RetentionRule.Format(status.Grace),
            Rules = [.. status.Rules.Select(RetentionRuleShape.Of)],
        };
        run.Show(shape, LvJson.Default.GcStatusShape, answer => GcText.Write(run, answer));
        return ExitCode.Done;
    }
}
