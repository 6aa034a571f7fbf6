using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary><c>lv branch restore</c> and <c>lv tag restore</c>.</summary>
internal sealed class NameRestoreVerb : Verb
{
    private readonly RefKind kind;
    private readonly Argument<string> name = new("name") { Description = "The deleted name" };
    private readonly MoveFlags move = new();

    public NameRestoreVerb(RefKind kind)
        : base(
            "restore",
            kind == RefKind.Branch ? "Bring back a deleted branch where it last stood." : "Bring back a deleted tag where it last stood.",
            kind == RefKind.Branch ? "lv branch restore try" : "lv tag restore v1.2")
    {
        this.kind = kind;
        Add(name);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var restored = NameVerbs.Parse(kind, run.Get(name));
        var lake = await run.OpenAsync(cancellationToken);
        var entry = await lake.Store.Moves.RestoreAsync(restored, move.Read(run), cancellationToken);
        run.Show(MoveShape.Of(restored, entry), LvJson.Default.MoveShape, shape => MoveText.Write(run, shape));
        return ExitCode.Done;
    }
}
