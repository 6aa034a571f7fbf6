using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary><c>lv retention list</c>.</summary>
internal sealed class RetentionListVerb() : Verb("list", "List the rules.", "lv retention list", "lv retention list --json")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var rules = await lake.Store.Retention.ListAsync(cancellationToken);
        var shape = new RetentionShape
        {
            Entry = (await lake.Store.Settings.CurrentAsync(cancellationToken)).N,
            Rules = [.. rules.Select(RetentionRuleShape.Of)],
        };
        run.Show(shape, LvJson.Default.RetentionShape, list => RetentionText.Write(run, list.Rules));
        return ExitCode.Done;
    }
}
