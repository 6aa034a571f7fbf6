using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary><c>lv branch create</c> and <c>lv tag create</c>.</summary>
internal sealed class NameCreateVerb : Verb
{
    private readonly RefKind kind;
    private readonly Argument<string> name = new("name") { Description = "The new name" };
    private readonly Argument<string?> revision = new("rev") { Description = "Where; else the head of the chosen branch", Arity = ArgumentArity.ZeroOrOne };
    private readonly MoveFlags move = new();

    public NameCreateVerb(RefKind kind)
        : base(
            "create",
            kind == RefKind.Branch ? "Make a branch at a revision." : "Make a tag at a revision.",
            kind == RefKind.Branch
                ? ["lv branch create try", "lv branch create fix v1.2"]
                : ["lv tag create v1.2", "lv tag create before-load main~1 -m \"Before the load\""])
    {
        this.kind = kind;
        Add(name);
        Add(revision);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var created = NameVerbs.Parse(kind, run.Get(name));
        var start = await run.AtAsync(run.Get(revision), cancellationToken);
        var lake = await run.OpenAsync(cancellationToken);
        var entry = await lake.Store.Births.CreateAsync(created, start.Revision.AsBirth, move.Read(run), cancellationToken);
        run.Show(MoveShape.Of(created, entry), LvJson.Default.MoveShape, shape => MoveText.Write(run, shape));
        return ExitCode.Done;
    }
}
