using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv rollback</c>: brings content back to what it was, by a new commit.</summary>
internal sealed class RollbackVerb : Verb
{
    private readonly Argument<string> revision = new("rev") { Description = "The revision to go back to" };
    private readonly Argument<string?> path = new("path") { Description = "A file, folder or table; else everything", Arity = ArgumentArity.ZeroOrOne };
    private readonly CommitFlags flags = new();

    public RollbackVerb()
        : base(
            "rollback",
            "Bring content back to what it was at a revision, by a new commit. Tables go forward by a version of their own.",
            "lv rollback main~2",
            "lv rollback v1.2 sales/orders -m \"Back to the release\"")
    {
        Add(revision);
        Add(path);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken, run.Get(flags.Author), run.Get(flags.DryRun));
        var to = run.Get(revision);
        var wanted = run.Get(path) is { } text && LakePlace.ToWrite(text, run.BranchName(lake)) is { Length: > 0 } named ? named : null;
        return await BranchWrite.RunAsync(
            run,
            flags,
            "rollback",
            $"Roll {wanted ?? "everything"} back to {to}",
            (branch, options, token) => branch.RollbackAsync(to, wanted, options, token),
            cancellationToken);
    }
}
