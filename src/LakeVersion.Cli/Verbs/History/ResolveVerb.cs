using System.CommandLine;
using System.Text.Json;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.History;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv resolve</c>: learns what became of a commit whose outcome was unknown, and settles it.</summary>
internal sealed class ResolveVerb : Verb
{
    private readonly Argument<string> place = new("branch#n") { Description = "The entry that was tried, as exit code 8 told it" };
    private readonly Argument<string> transaction = new("transaction") { Description = "The transaction that tried it" };
    private readonly MoveFlags flags = new();

    public ResolveVerb()
        : base(
            "resolve",
            "Settle a command that ended with exit code 8: 0 where its transaction is in the lake, 1 where it never will be.",
            "lv resolve main#17 4f0c1d2e3a5b69788796a5b4c3d2e1f0")
    {
        Add(place);
        Add(transaction);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var (branch, n) = EntryText.Parse(run.Get(place), run.BranchName(lake));
        var id = Id128.Parse(run.Get(transaction));
        var settled = await lake.Branch(branch).SettleAsync(n, id, flags.Read(run), cancellationToken);
        var shape = new ResolveShape
        {
            Branch = branch,
            Entry = n,
            Transaction = id.ToString(),
            Outcome = JsonNamingPolicy.CamelCase.ConvertName(settled.Outcome.ToString()),
            Commit = settled.Commit?.ToString(),
            Operation = OperationName.Of(settled.Entry.Entry.Op),
            Author = settled.Entry.Entry.Author,
        };
        run.Show(shape, LvJson.Default.ResolveShape, answer => run.Out.WriteLine(Text(answer)));
        return settled.Outcome == SettledOutcome.Done ? ExitCode.Done : ExitCode.No;
    }

    private static string Text(ResolveShape shape) => shape.Outcome switch
    {
        "done" => $"Done: transaction {shape.Transaction} is entry {shape.Entry} of {shape.Branch}{(shape.Commit is { } commit ? $", commit {commit[..10]}" : "")}.",
        "aborted" => $"Not done, and it never will be: entry {shape.Entry} of {shape.Branch} is an abort. The command can be run again.",
        _ => $"Not done, and it never will be: entry {shape.Entry} of {shape.Branch} is another's ({shape.Operation} by {shape.Author}). The command can be run again.",
    };
}
