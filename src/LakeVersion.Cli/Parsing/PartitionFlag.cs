using System.CommandLine;
using LakeVersion.Cli.Importing;
using LakeVersion.Cli.Verbs;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Converting;

namespace LakeVersion.Cli.Parsing;

/// <summary>How a folder of Parquet files becomes a table.</summary>
internal sealed class PartitionFlag
{
    private readonly Option<string?> partition = new("--partition")
    {
        Description = "The columns that folders named column=value give, with their types, as 'year int, day date'; else they are text",
        HelpName = "columns",
    };

    public void AddTo(Command command) => command.Add(partition);

    public ConvertOptions Read(Invocation run, CommitOptions commit) => new()
    {
        Partitioning = run.Get(partition) is { } text ? SchemaText.Parse(text) : null,
        Commit = commit,
    };
}
