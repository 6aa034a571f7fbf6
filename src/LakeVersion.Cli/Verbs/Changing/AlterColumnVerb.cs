using System.CommandLine;
using LakeVersion.Cli.Importing;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table alter alter-column</c>: a wider type, whether null is allowed, what a column means and where it stands.</summary>
internal sealed class AlterColumnVerb : Verb
{
    private const string FullName = "alter alter-column";

    private readonly TableTarget target;
    private readonly Argument<string> column = new("column") { Description = "The column, as delay, trip.delay or delays.element" };
    private readonly Option<string?> type = new("--type") { Description = "A wider type; the table needs delta.enableTypeWidening=true", HelpName = "type" };
    private readonly Option<bool> notNull = new("--not-null") { Description = "No row may be null from now on; none may be now" };
    private readonly Option<bool> nullable = new("--nullable") { Description = "Rows may be null" };
    private readonly Option<string?> comment = new("--comment") { Description = "What it means; empty for nothing", HelpName = "text" };
    private readonly PositionFlags position = new();

    public AlterColumnVerb(TableTarget target)
        : base(
            "alter-column",
            "Change a column's type, nullability, comment or place.",
            target.Example(FullName, "flights", "delay --type long"),
            target.Example(FullName, "flights", "origin --not-null --comment \"Three letters\" --first"))
    {
        this.target = target;
        target.AddTo(this);
        Add(column);
        Add(type);
        Add(notNull);
        Add(nullable);
        Add(comment);
        position.AddTo(this);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var path = ColumnPath.Parse(run.Get(column));
        var place = position.Read(run);
        if (run.Get(notNull) && run.Get(nullable))
        {
            throw LakeException.Invalid("--not-null and --nullable exclude each other.");
        }

        if (!run.Get(notNull) && !run.Get(nullable) && place is null && (run.Get(type) ?? run.Get(comment)) is null)
        {
            throw LakeException.Invalid("Say what is to change: --type, --not-null, --nullable, --comment, --first or --after.");
        }

        var wider = run.Get(type) is { } text ? SchemaText.ParseType(text, "--type") : null;
        return target.RunAsync(
            run,
            FullName,
            table => $"Change column {path} of table {table}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new AlterColumn(path)
            {
                Type = wider,
                Nullable = run.Get(notNull) ? false : run.Get(nullable) ? true : null,
                Comment = run.Get(comment),
                Position = place,
                Commit = commit,
            }),
            cancellationToken);
    }
}
