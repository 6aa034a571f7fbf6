using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary><c>lv gc plan</c>.</summary>
internal sealed class GcPlanVerb : Verb
{
    private readonly GcFlags flags = new();

    public GcPlanVerb()
        : base("plan", "Tell what 'lv gc run' would do, as the lake stands now. Nothing is written.", "lv gc plan", "lv gc plan --json")
    {
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var result = await flags.RunAsync(run, "looking through the lake", options => lake.Store.Collector.PlanAsync(options, cancellationToken));
        run.Show(GcShape.Of(result, dryRun: true), LvJson.Default.GcShape, shape => GcText.Write(run, shape));
        return ExitCode.Done;
    }
}
