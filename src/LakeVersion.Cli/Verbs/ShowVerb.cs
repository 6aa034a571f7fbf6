using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Comparing;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv show</c>: a commit and what it changed.</summary>
internal sealed class ShowVerb : Verb
{
    private readonly Argument<string?> revision = new("rev") { Description = "The revision; else the branch's head", Arity = ArgumentArity.ZeroOrOne };

    public ShowVerb()
        : base("show", "Show a commit and what it changed against its first parent.", "lv show", "lv show main~2", "lv show 3fa9c1d --json") => Add(revision);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var at = await run.AtAsync(run.Get(revision), cancellationToken);
        var record = at.Commit.Record;
        var difference = new LakeDifference([], []);
        if (record.Parents is [var parent, ..])
        {
            var before = await run.AtAsync(parent.ToString(), cancellationToken);
            difference = await before.CompareAsync(at, cancellationToken: cancellationToken);
        }

        var shape = new ShowShape
        {
            Commit = CommitShape.Of(at.Commit),
            Totals = new FolderSize("", record.Totals.Entries, record.Totals.Bytes, record.Totals.Tables),
            Changes = DifferenceShape.Of(difference),
        };
        run.Show(shape, LvJson.Default.ShowShape, shown =>
        {
            foreach (var line in CommitText.Full(shown.Commit, run.Paint).Concat(DifferenceText.Lines(shown.Changes, run.Paint)))
            {
                run.Out.WriteLine(line);
            }
        });
        return ExitCode.Done;
    }
}
