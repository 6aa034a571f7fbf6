using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv revert</c>: undoes what given commits changed, by a new commit.</summary>
internal sealed class RevertVerb : Verb
{
    private readonly Argument<string[]> revisions = new("rev…") { Description = "The commits to undo", Arity = new ArgumentArity(1, 1000) };
    private readonly CommitFlags flags = new();

    public RevertVerb()
        : base(
            "revert",
            "Undo what commits changed, by a new commit; later changes of other paths, rows and files stay.",
            "lv revert 3fa9c1d -m \"The prices were wrong\"",
            "lv revert main~3 main~5")
    {
        Add(revisions);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var names = run.Get(revisions);
        var lake = await run.OpenAsync(cancellationToken, run.Get(flags.Author), run.Get(flags.DryRun));
        var first = await lake.AtAsync(names[0], cancellationToken);
        var message = names.Length == 1 ? $"Revert \"{first.Commit.Record.Subject}\"" : $"Revert {Printable.Count(names.Length, "commit")}\n\n{string.Join('\n', names)}";
        return await BranchWrite.RunAsync(
            run, flags, "revert", message, (branch, options, token) => branch.RevertAsync(names, options, token), cancellationToken);
    }
}
