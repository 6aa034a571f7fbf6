using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary><c>lv keep add</c>.</summary>
internal sealed class KeepAddVerb : Verb
{
    private readonly Argument<string?> revision = new("rev") { Description = "The revision; else the branch's head", Arity = ArgumentArity.ZeroOrOne };
    private readonly MoveFlags move = new();

    public KeepAddVerb()
        : base("add", "Keep a revision: retention never lets it go.", "lv keep add main~3 -m \"The model of November was trained on it\"")
    {
        Add(revision);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var at = await run.AtAsync(run.Get(revision), cancellationToken);
        var lake = await run.OpenAsync(cancellationToken);
        var keep = RefName.Keep(at.Commit.Id);
        var entry = await lake.Store.Births.CreateAsync(keep, at.Revision.AsBirth, move.Read(run), cancellationToken);
        run.Show(MoveShape.Of(keep, entry), LvJson.Default.MoveShape, shape => MoveText.Write(run, shape));
        return ExitCode.Done;
    }
}
