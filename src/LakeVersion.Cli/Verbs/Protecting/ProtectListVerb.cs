using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Protecting;

/// <summary><c>lv protect list</c>.</summary>
internal sealed class ProtectListVerb() : Verb("list", "List the rules.", "lv protect list", "lv protect list --json")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var rules = await lake.Protection.ListAsync(cancellationToken);
        var shape = new ProtectShape
        {
            Entry = (await lake.Store.Settings.CurrentAsync(cancellationToken)).N,
            Rules = [.. rules.Select(ProtectionRuleShape.Of)],
        };
        run.Show(shape, LvJson.Default.ProtectShape, list => ProtectText.Write(run, list.Rules));
        return ExitCode.Done;
    }
}
