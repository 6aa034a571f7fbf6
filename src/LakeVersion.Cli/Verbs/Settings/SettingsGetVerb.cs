using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Settings;

/// <summary><c>lv settings get</c>.</summary>
internal sealed class SettingsGetVerb : Verb
{
    private readonly Argument<string> name = new("name") { Description = "The setting" };

    public SettingsGetVerb()
        : base("get", "Show the value of a setting.", "lv settings get protected") => Add(name);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var state = await lake.Store.Settings.CurrentAsync(cancellationToken);
        var wanted = run.Get(name);
        if (!state.Value.Values.TryGetValue(wanted, out var value))
        {
            throw LakeException.NotFound($"The setting '{wanted}' is not set.{NearNames.Hint(wanted, state.Value.Values.Keys)}");
        }

        var shape = new SettingsShape { Entry = state.N, Values = new Dictionary<string, string> { [wanted] = value } };
        run.Show(shape, LvJson.Default.SettingsShape, _ => run.Out.WriteLine(Printable.Name(value)));
        return ExitCode.Done;
    }
}
