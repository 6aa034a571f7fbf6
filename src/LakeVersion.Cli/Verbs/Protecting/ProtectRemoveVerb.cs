using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Protecting;

/// <summary><c>lv protect remove</c>.</summary>
internal sealed class ProtectRemoveVerb : Verb
{
    private readonly Argument<string> name = new("name") { Description = "The rule's name" };
    private readonly MoveFlags move = new();

    public ProtectRemoveVerb()
        : base("remove", "Take a rule away.", "lv protect remove reviewed -m \"One person works here now\"")
    {
        Add(name);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var wanted = run.Get(name);
        var state = await lake.Protection.RemoveAsync(wanted, move.Read(run), cancellationToken);
        var rules = await lake.Protection.ListAsync(cancellationToken);
        var shape = new ProtectShape { Entry = state.N, Rules = [.. rules.Select(ProtectionRuleShape.Of)] };
        run.Show(shape, LvJson.Default.ProtectShape, _ => run.Out.WriteLine($"Removed the protection rule {Printable.Name(wanted)}"));
        return ExitCode.Done;
    }
}
