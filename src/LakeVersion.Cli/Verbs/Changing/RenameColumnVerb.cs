using System.CommandLine;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table alter rename-column</c>: another name for a column, or for a field within one.</summary>
internal sealed class RenameColumnVerb : Verb
{
    private const string FullName = "alter rename-column";

    private readonly TableTarget target;
    private readonly Argument<string> column = new("column") { Description = "The column, as origin or trip.origin" };
    private readonly Argument<string> name = new("name") { Description = "Its new name" };

    public RenameColumnVerb(TableTarget target)
        : base(
            "rename-column",
            "Rename a column. The table's columns must be mapped: set delta.columnMapping.mode=name once.",
            target.Example(FullName, "flights", "origin from_airport"))
    {
        this.target = target;
        target.AddTo(this);
        Add(column);
        Add(name);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (path, to) = (ColumnPath.Parse(run.Get(column)), run.Get(name));
        return target.RunAsync(
            run,
            FullName,
            table => $"Rename {path} of table {table} to {to}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new RenameColumn(path, to) { Commit = commit }),
            cancellationToken);
    }
}
