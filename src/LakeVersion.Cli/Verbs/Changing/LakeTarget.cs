using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary>A table of a lake: the change is a commit on a branch, or a step of a staged transaction.</summary>
internal sealed class LakeTarget : TableTarget
{
    private readonly Argument<string> table = new("table") { Description = "The table" };
    private readonly CommitFlags commit = new();

    /// <summary>The table, as the user names it.</summary>
    public Argument<string> Table => table;

    public override void AddTo(Command command)
    {
        command.Add(table);
        commit.AddTo(command);
    }

    public override string Example(string verb, string table, string rest) => $"lv table {verb} {table} {rest}".TrimEnd();

    public override async Task<int> RunAsync(
        Invocation run,
        string verb,
        Func<string, string> message,
        Func<DeltaSnapshot, CommitOptions, CancellationToken, ValueTask<ITableChange>> change,
        CancellationToken cancellationToken,
        Func<CancellationToken, ValueTask<string>>? request = null)
    {
        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        if (request is not null && run.Get(commit.IdempotencyKey) is not null)
        {
            session.Request = await request(cancellationToken);
        }

        if (await session.ShowDoneAsync($"table {verb}", cancellationToken))
        {
            return ExitCode.Done;
        }

        var path = (await session.TargetAsync(run.Get(table), cancellationToken)).TrimEnd('/');
        var target = session.Change.Table(path);
        var current = await target.OpenAsync(cancellationToken);
        var metrics = await target.ChangeAsync(await change(current, new CommitOptions(), cancellationToken), cancellationToken);
        return await session.FinishAsync($"table {verb}", message(path), Figures(metrics), cancellationToken);
    }
}
