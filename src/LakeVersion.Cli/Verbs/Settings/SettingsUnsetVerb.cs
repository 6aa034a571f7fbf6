using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Settings;

/// <summary><c>lv settings unset</c>.</summary>
internal sealed class SettingsUnsetVerb : Verb
{
    private readonly Argument<string> name = new("name") { Description = "The setting" };
    private readonly MoveFlags move = new();

    public SettingsUnsetVerb()
        : base("unset", "Take a setting away.", "lv settings unset protected")
    {
        Add(name);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var wanted = run.Get(name);
        var current = (await lake.Store.Settings.CurrentAsync(cancellationToken)).Value.Values;
        if (!current.ContainsKey(wanted))
        {
            throw LakeException.NotFound($"The setting '{wanted}' is not set.{NearNames.Hint(wanted, current.Keys)}");
        }

        var state = await lake.Store.Settings.SetAsync(wanted, null, move.Read(run), cancellationToken);
        var shape = new SettingsShape { Entry = state.N, Values = state.Value.Values };
        run.Show(shape, LvJson.Default.SettingsShape, _ => run.Out.WriteLine($"Unset {Printable.Name(wanted)}"));
        return ExitCode.Done;
    }
}
