using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Staging;

/// <summary><c>lv abort</c>: drops a staged transaction.</summary>
internal sealed class AbortVerb : Verb
{
    private readonly Argument<string> id = new("id") { Description = "The transaction that 'lv begin' printed" };
    private readonly Option<string?> author = CommitFlags.AuthorOption();

    public AbortVerb()
        : base("abort", "Drop a staged transaction for ever; the branch was never touched.", "lv abort 4f0c1d2e3a5b69788796a5b4c3d2e1f0")
    {
        Add(id);
        Add(author);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken, run.Get(author));
        var staged = run.Own(await lake.OpenStagedAsync(Id128.Parse(run.Get(id)), cancellationToken));
        await staged.AbortAsync(cancellationToken);
        var shape = new StagedShape { Transaction = staged.Id.ToString(), Branch = staged.Inner.Branch.Name, Status = "aborted" };
        run.Show(shape, LvJson.Default.StagedShape, aborted => run.Out.WriteLine($"Aborted transaction {aborted.Transaction}; {aborted.Branch} was not touched."));
        return ExitCode.Done;
    }
}
