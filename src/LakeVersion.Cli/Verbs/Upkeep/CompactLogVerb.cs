using System.CommandLine;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs.Delta;

namespace LakeVersion.Cli.Verbs.Upkeep;

/// <summary><c>lv delta compact-log</c>: several commits as one file, which readers take in their place.</summary>
internal sealed class CompactLogVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly Option<long> from = new("--from") { Description = "The first version", HelpName = "number", Required = true };
    private readonly Option<long> to = new("--to") { Description = "The last version", HelpName = "number", Required = true };

    public CompactLogVerb()
        : base("compact-log", "Write the commits of some versions as one file more, which readers take in their place.", "lv delta compact-log ./flights --from 3 --to 9")
    {
        source.AddTo(this);
        Add(from);
        Add(to);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var table = await source.OpenAsync(run, cancellationToken);
        var file = await table.CompactLogAsync(run.Get(from), run.Get(to), cancellationToken);
        run.Show(new LogUpkeepShape { Verb = "compact-log", Location = table.Name, Files = [file] }, LvJson.Default.LogUpkeepShape, _ => run.Out.WriteLine($"Written: {file}"));
        return ExitCode.Done;
    }
}
