using System.CommandLine;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table alter drop-column</c>: columns that are no longer part of a table.</summary>
internal sealed class DropColumnVerb : Verb
{
    private const string FullName = "alter drop-column";

    private readonly TableTarget target;
    private readonly Argument<string[]> columns = new("column…")
    {
        Description = "The columns, as origin or trip.origin",
        Arity = ArgumentArity.OneOrMore,
    };

    public DropColumnVerb(TableTarget target)
        : base(
            "drop-column",
            "Drop columns; older versions keep them. The table's columns must be mapped: set delta.columnMapping.mode=name once.",
            target.Example(FullName, "flights", "gate trip.note"))
    {
        this.target = target;
        target.AddTo(this);
        Add(columns);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var paths = run.Get(columns).Select(ColumnPath.Parse).ToList();
        return target.RunAsync(
            run,
            FullName,
            table => $"Drop {string.Join(", ", paths)} of table {table}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new DropColumns(paths) { Commit = commit }),
            cancellationToken);
    }
}
