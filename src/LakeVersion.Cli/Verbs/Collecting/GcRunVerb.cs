using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary><c>lv gc run</c>.</summary>
internal sealed class GcRunVerb : Verb
{
    private readonly GcFlags flags = new();
    private readonly YesFlag yes = new();

    public GcRunVerb()
        : base(
            "run",
            "Collect: say what rules let go of, delete it a grace period later, and what was never published at once.",
            "lv gc run --yes",
            "lv gc run --yes --json",
            "lv settings set gc.grace 3d")
    {
        flags.AddTo(this);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (!await yes.AgreedAsync(run, "States that retention rules no longer keep expire for ever, and what nothing refers to is deleted", cancellationToken))
        {
            return ExitCode.No;
        }

        var lake = await run.OpenAsync(cancellationToken);
        var result = await flags.RunAsync(run, "collecting", options => lake.Store.Collector.RunAsync(options, cancellationToken));
        run.Show(GcShape.Of(result, dryRun: false), LvJson.Default.GcShape, shape => GcText.Write(run, shape));
        return ExitCode.Done;
    }
}
