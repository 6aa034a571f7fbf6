using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table vacuum</c>: takes files that a table no longer needs off a branch, by a commit.</summary>
internal sealed class TableVacuumVerb : Verb
{
    private readonly Argument<string> table = new("table") { Description = "The table" };
    private readonly RetentionFlags retention = new();
    private readonly CommitFlags commit = new();

    public TableVacuumVerb()
        : base(
            "vacuum",
            "Let go of files that no version within the retention needs, by a commit: earlier revisions of the lake keep them.",
            "lv table vacuum flights",
            "lv table vacuum flights --retain 30d --dry-run")
    {
        Add(table);
        retention.AddTo(this);
        commit.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        if (await session.ShowDoneAsync("table vacuum", cancellationToken))
        {
            return ExitCode.Done;
        }

        var path = (await session.TargetAsync(run.Get(table), cancellationToken)).TrimEnd('/');
        var report = await session.Change.Table(path).VacuumAsync(retention.Read(run), cancellationToken);
        var figures = new Dictionary<string, long> { ["numDeletedFiles"] = report.Files.Count, ["sizeOfDataToDelete"] = report.Bytes };
        return await session.FinishAsync("table vacuum", $"Vacuum table {path}", figures, cancellationToken);
    }
}
