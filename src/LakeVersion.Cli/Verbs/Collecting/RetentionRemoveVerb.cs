using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary><c>lv retention remove</c>.</summary>
internal sealed class RetentionRemoveVerb : Verb
{
    private readonly Argument<string> name = new("name") { Description = "The rule's name" };
    private readonly MoveFlags move = new();

    public RetentionRemoveVerb()
        : base("remove", "Take a rule away. What collections let go of by it stays let go.", "lv retention remove work")
    {
        Add(name);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var wanted = run.Get(name);
        var state = await lake.Store.Retention.RemoveAsync(wanted, move.Read(run), cancellationToken);
        var rules = await lake.Store.Retention.ListAsync(cancellationToken);
        var shape = new RetentionShape { Entry = state.N, Rules = [.. rules.Select(RetentionRuleShape.Of)] };
        run.Show(shape, LvJson.Default.RetentionShape, _ => run.Out.WriteLine($"Removed the retention rule {Printable.Name(wanted)}"));
        return ExitCode.Done;
    }
}
