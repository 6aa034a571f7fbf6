using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary><c>lv branch rename</c> and <c>lv tag rename</c>.</summary>
internal sealed class NameRenameVerb : Verb
{
    private readonly RefKind kind;
    private readonly Argument<string> from = new("name") { Description = "The name now" };
    private readonly Argument<string> to = new("new-name") { Description = "The name to be" };
    private readonly MoveFlags move = new();

    public NameRenameVerb(RefKind kind)
        : base(
            "rename",
            kind == RefKind.Branch
                ? "Rename a branch. Renaming again finishes one that stopped half-way."
                : "Rename a tag. Renaming again finishes one that stopped half-way.",
            kind == RefKind.Branch ? "lv branch rename try load-2026" : "lv tag rename v1.2 v1.2-old")
    {
        this.kind = kind;
        Add(from);
        Add(to);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var renamed = NameVerbs.Parse(kind, run.Get(to));
        var lake = await run.OpenAsync(cancellationToken);
        var entry = await lake.Store.Moves.RenameAsync(NameVerbs.Parse(kind, run.Get(from)), renamed, move.Read(run), cancellationToken);
        run.Show(MoveShape.Of(renamed, entry), LvJson.Default.MoveShape, shape => MoveText.Write(run, shape));
        return ExitCode.Done;
    }
}
