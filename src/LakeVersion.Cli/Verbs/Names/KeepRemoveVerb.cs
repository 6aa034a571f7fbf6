using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary><c>lv keep remove</c>.</summary>
internal sealed class KeepRemoveVerb : Verb
{
    private readonly Argument<string> commit = new("commit") { Description = "The kept commit's id, or its first digits" };
    private readonly MoveFlags move = new();

    public KeepRemoveVerb()
        : base("remove", "Keep a revision no longer.", "lv keep remove 3fa9c1d")
    {
        Add(commit);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var text = run.Get(commit);
        var kept = await lake.Store.Catalog.ListAsync(RefKind.Keep, cancellationToken: cancellationToken);
        var found = kept.Select(head => head.Name).Where(name => name.Name.StartsWith(text, StringComparison.Ordinal)).ToList();
        var keep = found.Count switch
        {
            1 when text.Length >= 6 => found[0],
            0 => throw LakeException.NotFound($"No kept commit begins '{text}'. See: lv keep list"),
            _ => throw LakeException.Invalid($"'{text}' begins {found.Count} kept commits; give at least 6 digits, and more where several begin so."),
        };
        var entry = await lake.Store.Moves.DeleteAsync(keep, move.Read(run), cancellationToken);
        run.Show(MoveShape.Of(keep, entry), LvJson.Default.MoveShape, shape => MoveText.Write(run, shape));
        return ExitCode.Done;
    }
}
