using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary><c>lv branch delete</c> and <c>lv tag delete</c>.</summary>
internal sealed class NameDeleteVerb : Verb
{
    private readonly RefKind kind;
    private readonly Argument<string> name = new("name") { Description = "The name" };
    private readonly MoveFlags move = new();
    private readonly YesFlag yes = new();

    public NameDeleteVerb(RefKind kind)
        : base(
            "delete",
            kind == RefKind.Branch
                ? "Delete a branch. It can be restored until retention lets its states go."
                : "Delete a tag. It can be restored until retention lets its state go.",
            kind == RefKind.Branch ? "lv branch delete try --yes" : "lv tag delete v1.2 --yes")
    {
        this.kind = kind;
        Add(name);
        move.AddTo(this);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var deleted = NameVerbs.Parse(kind, run.Get(name));
        var lake = await run.OpenAsync(cancellationToken);

        // A name that is not there is said before anybody is asked.
        await lake.AtAsync($"{deleted.KindWord}:{deleted.Name}", cancellationToken);
        if (!await yes.AgreedAsync(run, $"This deletes {deleted}", cancellationToken))
        {
            return ExitCode.No;
        }

        var entry = await lake.Store.Moves.DeleteAsync(deleted, move.Read(run), cancellationToken);
        run.Show(MoveShape.Of(deleted, entry), LvJson.Default.MoveShape, shape => MoveText.Write(run, shape));
        return ExitCode.Done;
    }
}
