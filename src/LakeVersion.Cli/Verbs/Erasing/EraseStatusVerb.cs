using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Erasing;

/// <summary><c>lv erase status</c>.</summary>
internal sealed class EraseStatusVerb() : Verb("status", "List what was erased, by whom and why, and what is due.", "lv erase status", "lv erase status --json")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var shape = new EraseStatusShape { Erasures = [.. (await lake.Erasures.ListAsync(cancellationToken)).Select(ErasureLineShape.Of)] };
        run.Show(shape, LvJson.Default.EraseStatusShape, answer => EraseText.Write(run, answer));
        return ExitCode.Done;
    }
}
