using System.CommandLine;
using LakeVersion.Cli.Importing;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table alter add-column</c>: new columns, null in the rows that are there.</summary>
internal sealed class AddColumnVerb : Verb
{
    private const string FullName = "alter add-column";

    private readonly TableTarget target;
    private readonly Argument<string[]> columns = new("columns") { Description = "Names and types, as \"gate string, delay decimal(6,2)\"", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> parent = new("--in") { Description = "The struct that they become fields of, as trip or trips.element", HelpName = "column" };
    private readonly Option<string?> comment = new("--comment") { Description = "What they mean", HelpName = "text" };
    private readonly PositionFlags position = new();

    public AddColumnVerb(TableTarget target)
        : base(
            "add-column",
            "Add columns. They are null in the rows that are there.",
            target.Example(FullName, "flights", "\"gate string\" --after origin --comment \"As announced\""),
            target.Example(FullName, "flights", "\"zip string\" --in origin"))
    {
        this.target = target;
        target.AddTo(this);
        Add(columns);
        Add(parent);
        Add(comment);
        position.AddTo(this);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var fields = SchemaText.Parse(string.Join(' ', run.Get(columns)), "columns").FieldsList;
        if (fields.FirstOrDefault(field => !field.IsNullable) is { } required)
        {
            throw LakeException.Invalid($"Column '{required.Name}' is null in the rows that are there, so it cannot be added as not null. Fill it, and use 'alter alter-column --not-null' then.");
        }

        var place = position.Read(run);
        var added = new List<NewColumn>();
        foreach (var field in fields)
        {
            added.Add(new NewColumn(field) { Parent = run.Get(parent) is { } path ? ColumnPath.Parse(path) : null, Comment = run.Get(comment), Position = place });
            place = place is null ? null : new ColumnPosition(field.Name);
        }

        return target.RunAsync(
            run,
            FullName,
            table => $"Add {string.Join(", ", fields.Select(field => field.Name))} to table {table}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new AddColumns(added) { Commit = commit }),
            cancellationToken);
    }
}
