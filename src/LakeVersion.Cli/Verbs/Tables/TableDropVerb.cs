using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table drop</c>: takes a table off a branch; other revisions keep it.</summary>
internal sealed class TableDropVerb : Verb
{
    private readonly Argument<string> table = new("table") { Description = "The table" };
    private readonly CommitFlags commit = new();
    private readonly YesFlag yes = new();

    public TableDropVerb()
        : base("drop", "Drop a table from a branch, by a commit; earlier revisions keep it.", "lv table drop raw/old --yes -m \"Not used any more\"")
    {
        Add(table);
        commit.AddTo(this);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        if (await session.ShowDoneAsync("table drop", cancellationToken))
        {
            return ExitCode.Done;
        }

        var path = LakePlace.ToWrite(run.Get(table), session.Branch).TrimEnd('/');
        if (!await session.Change.Table(path).ExistsAsync(cancellationToken))
        {
            await session.Change.Table(path).OpenAsync(cancellationToken); // Told with near names. A table whose log was erased can go, too.
        }

        if (!run.Get(commit.DryRun) && !await yes.AgreedAsync(run, $"This drops the table '{path}' on {session.Branch}", cancellationToken))
        {
            return ExitCode.No;
        }

        await session.Change.Table(path).DropAsync(cancellationToken);
        return await session.FinishAsync("table drop", $"Drop table {path}", null, cancellationToken);
    }
}
