using System.CommandLine;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Rules;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table alter drop-default</c>: a column is null in rows that lack it.</summary>
internal sealed class DropDefaultVerb : Verb
{
    private const string FullName = "alter drop-default";

    private readonly TableTarget target;
    private readonly Argument<string> column = new("column") { Description = "The column" };

    public DropDefaultVerb(TableTarget target)
        : base("drop-default", "Take a column's default away.", target.Example(FullName, "flights", "delay"))
    {
        this.target = target;
        target.AddTo(this);
        Add(column);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var name = run.Get(column);
        return target.RunAsync(
            run,
            FullName,
            table => $"Drop the default of column {name} of table {table}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new SetDefault(name, null) { Commit = commit }),
            cancellationToken);
    }
}
