using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;
using LakeVersion.Delta.Committing;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table convert</c>: Parquet files of a branch become a table where they are.</summary>
internal sealed class TableConvertVerb : Verb
{
    private readonly Argument<string> folder = new("folder") { Description = "The folder on the branch; it becomes the table's path" };
    private readonly PartitionFlag partition = new();
    private readonly CommitFlags commit = new();

    public TableConvertVerb()
        : base(
            "convert",
            "Make the Parquet files below a path a table there; columns and statistics come from the files' footers.",
            "lv table convert raw/flights -m \"A table of what was dropped\"",
            "lv table convert raw/flights --partition \"year int, month int\"")
    {
        Add(folder);
        partition.AddTo(this);
        commit.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        if (await session.ShowDoneAsync("table convert", cancellationToken))
        {
            return ExitCode.Done;
        }

        var path = (await session.TargetAsync(run.Get(folder), cancellationToken)).TrimEnd('/');
        var table = session.Change.Table(path);
        await table.ConvertAsync(partition.Read(run, new CommitOptions()), cancellationToken);
        var made = await table.OpenAsync(cancellationToken);
        var figures = new Dictionary<string, long> { ["dataFiles"] = made.Files.Count, ["rows"] = made.RowCount ?? 0 };
        return await session.FinishAsync("table convert", $"Make {path} a table", figures, cancellationToken);
    }
}
