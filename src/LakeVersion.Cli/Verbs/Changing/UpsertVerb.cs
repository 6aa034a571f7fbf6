using System.CommandLine;
using Apache.Arrow;
using LakeVersion.Cli.Importing;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Csv;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table upsert</c>, <c>lv delta upsert</c>: rows of files are brought in by their keys.</summary>
internal sealed class UpsertVerb : Verb
{
    private readonly TableTarget target;

    private readonly Argument<string[]> files = new("file…")
    {
        Description = "Files of CSV, TSV, JSON (an array or lines) or Parquet, here or at s3:// and file:// locations; '-' for standard input, with --format",
        Arity = new ArgumentArity(1, 100_000),
    };

    private readonly Option<string> key = new("--key") { Description = "The columns by which rows are the same, as id or a,b", HelpName = "columns", Required = true };
    private readonly Option<string?> deleteWhen = new("--delete-when") { Description = "Delete a row of the table instead of updating it where this is true of source.* and target.*", HelpName = "test" };
    private readonly Option<string?> updateWhen = new("--update-when") { Description = "Update a row only where this is true of source.* and target.*", HelpName = "test" };
    private readonly Option<bool> noUpdate = new("--no-update") { Description = "Leave rows that the table has" };
    private readonly Option<bool> noInsert = new("--no-insert") { Description = "Leave out rows that the table does not have" };
    private readonly Option<bool> deleteUnmatched = new("--delete-unmatched") { Description = "Delete rows of the table whose key no file has" };
    private readonly Option<string?> format = new("--format") { Description = "The format; else by the extension", HelpName = "format" };
    private readonly Option<string?> schema = new("--schema") { Description = "The columns of text files: 'a int, b date', or a file with that; else the table's", HelpName = "columns" };
    private readonly Option<string?> nullText = new("--null") { Description = "CSV: a text that means null, besides nothing at all", HelpName = "text" };

    public UpsertVerb(TableTarget target)
        : base(
            "upsert",
            "Bring rows of files in by their keys: rows that the table has get the new values, others are inserted.",
            target.Example("upsert", "people", "changes.csv --key id"),
            target.Example("upsert", "stock", "feed.parquet --key shop,item --delete-when \"source.op = 'D'\" --update-when \"source.seen > target.seen\""),
            target.Example("upsert", "people", "all.csv --key id --delete-unmatched"))
    {
        this.target = target;
        format.AcceptOnlyFromAmong(ImportFormats.Words);
        target.AddTo(this);
        Add(files);
        foreach (var option in (Option[])[key, deleteWhen, updateWhen, noUpdate, noInsert, deleteUnmatched, format, schema, nullText])
        {
            Add(option);
        }
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (run.Get(noUpdate) && run.Get(updateWhen) is not null)
        {
            throw LakeException.Invalid("--no-update and --update-when exclude each other.");
        }

        IReadOnlyList<IImportSource>? sources = null;
        async ValueTask<IReadOnlyList<IImportSource>> OpenAsync(CancellationToken stop) =>
            sources ??= await ImportSources.OpenAsync(run, run.Get(files), run.Get(format), new CsvOptions { NullText = run.Get(nullText) }, stop);
        return target.RunAsync(
            run,
            "upsert",
            table => $"Upsert into {table} by {run.Get(key)}",
            async (current, commit, stop) => await ChangeAsync(run, await OpenAsync(stop), current, commit, stop),
            cancellationToken,
            async stop => await AskedAsync(run, await OpenAsync(stop), stop));
    }

    // The content counts, not the names that it came from.
    private async ValueTask<string> AskedAsync(Invocation run, IReadOnlyList<IImportSource> sources, CancellationToken cancellationToken)
    {
        var words = new List<string> { run.Asked(files) };
        foreach (var source in sources)
        {
            words.Add(await source.ContentAsync(cancellationToken));
        }

        return string.Join('\0', words);
    }

    private async ValueTask<ITableChange> ChangeAsync(
        Invocation run, IReadOnlyList<IImportSource> sources, DeltaSnapshot current, CommitOptions commit, CancellationToken cancellationToken)
    {
        var columns = await ImportColumns.DecideAsync(sources, current.Schema, ImportColumns.Asked(run, run.Get(schema)), merge: false, cancellationToken);
        var keys = run.Get(key)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new UpsertRows(ImportRows.ReadAsync(sources, columns, cancellationToken), keys, Clauses(run, current.Schema, columns) with { Commit = commit });
    }

    private UpsertOptions Clauses(Invocation run, Schema table, Schema source)
    {
        var scope = UpsertScope.Of(table, source);
        ValueExpression? When(Option<string?> option) => run.Get(option) is { } text ? ValueText.Parse(text, scope) : null;
        List<UpsertClause> matched = When(deleteWhen) is { } gone ? [UpsertClause.Delete(gone)] : [];
        return new UpsertOptions
        {
            Matched = run.Get(noUpdate) ? matched : [.. matched, UpsertClause.Update(When(updateWhen))],
            NotMatched = run.Get(noInsert) ? [] : Inserts(When(deleteWhen), source),
            NotMatchedBySource = run.Get(deleteUnmatched) ? [UpsertClause.Delete()] : [],
        };
    }

    // A row that says that it is deleted is not inserted either, as far as the source alone can say so.
    private static List<UpsertClause> Inserts(ValueExpression? deleted, Schema source)
    {
        if (deleted is null || deleted.Columns.Any(path => path.Names[0] == "target" || (path.Names[0] != "source" && source.GetFieldIndex(path.Names[0]) < 0)))
        {
            return [UpsertClause.Insert()];
        }

        return [UpsertClause.Insert(ValueText.Parse($"not coalesce({deleted}, false)", UpsertScope.Of(null, source)))];
    }
}
