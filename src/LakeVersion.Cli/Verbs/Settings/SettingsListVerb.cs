using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Settings;

/// <summary><c>lv settings list</c>.</summary>
internal sealed class SettingsListVerb() : Verb("list", "List what is set.", "lv settings list", "lv settings list --json")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var state = await lake.Store.Settings.CurrentAsync(cancellationToken);
        var shape = new SettingsShape { Entry = state.N, Values = state.Value.Values };
        run.Show(shape, LvJson.Default.SettingsShape, settings =>
        {
            foreach (var (name, value) in settings.Values)
            {
                run.Out.WriteLine($"{Printable.Name(name)}={Printable.Name(value)}");
            }
        });
        return ExitCode.Done;
    }
}
