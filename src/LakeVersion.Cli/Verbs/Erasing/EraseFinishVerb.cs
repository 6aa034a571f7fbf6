using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Erasing;

/// <summary><c>lv erase finish</c>.</summary>
internal sealed class EraseFinishVerb : Verb
{
    private readonly EraseFlags flags = new();

    public EraseFinishVerb()
        : base(
            "finish",
            "End what was cut off, take again what came back, and take the second look where it is due.",
            "lv erase finish",
            "lv erase finish --json") => flags.AddTo(this);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var finish = await flags.RunAsync(run, "looking again", options => lake.Erasures.FinishAsync(options, cancellationToken));
        run.Show(EraseFinishShape.Of(finish), LvJson.Default.EraseFinishShape, shape => EraseText.Write(run, shape));
        return ExitCode.Done;
    }
}
