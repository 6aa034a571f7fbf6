using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Settings;

/// <summary><c>lv settings set</c>.</summary>
internal sealed class SettingsSetVerb : Verb
{
    private readonly Argument<string> name = new("name")
    {
        Description = "The setting, as 'protected': branches that are not deleted or moved back, patterns with * joined by commas",
    };

    private readonly Argument<string> value = new("value") { Description = "Its value" };
    private readonly MoveFlags move = new();

    public SettingsSetVerb()
        : base("set", "Set a setting.", "lv settings set protected \"main,release/*\" -m \"Nobody moves these back\"")
    {
        Add(name);
        Add(value);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var state = await lake.Store.Settings.SetAsync(run.Get(name), run.Get(value), move.Read(run), cancellationToken);
        var shape = new SettingsShape { Entry = state.N, Values = state.Value.Values };
        run.Show(shape, LvJson.Default.SettingsShape, _ => run.Out.WriteLine($"Set {Printable.Name(run.Get(name))}={Printable.Name(run.Get(value))}"));
        return ExitCode.Done;
    }
}
