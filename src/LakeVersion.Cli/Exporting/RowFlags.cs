using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Local;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Verbs;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Exporting;

/// <summary>The options of every verb that gives out rows: which columns, how many, where and how.</summary>
internal sealed class RowFlags
{
    private readonly Option<string?> columns = new("--columns") { Description = "Only these columns, in this order, as a,b", HelpName = "names" };
    private readonly WhereFlag where = new();
    private readonly Option<long?> limit = new("--limit") { Description = "At most so many rows", HelpName = "count" };
    private readonly Option<string?> output = new("--output", "-o") { Description = "A file (.parquet, .arrow, .arrows, .csv, .jsonl), replaced if there; '-' for standard output", HelpName = "file" };
    private readonly Option<string?> format = new("--format") { Description = "The format; else by the file's extension, a table on a terminal, CSV in a pipe", HelpName = "format" };

    public RowFlags() => format.AcceptOnlyFromAmong(RowFormats.Words);

    public void AddTo(Command command)
    {
        where.AddTo(command);
        command.Add(columns);
        AddOutputTo(command);
    }

    /// <summary>Only how many, where and how.</summary>
    public void AddOutputTo(Command command)
    {
        foreach (var option in (Option[])[limit, output, format])
        {
            command.Add(option);
        }
    }

    /// <summary>True where the rows are for people to see.</summary>
    /// <exception cref="LakeException">Invalid: a format that does not fit where the rows go.</exception>
    public bool IsForPeople(Invocation run) => Format(run) == RowFormat.Table;

    /// <summary>True where any of how many, where and how was said.</summary>
    public bool AreGiven(Invocation run) => run.Get(limit) is not null || run.Get(output) is not null || run.Get(format) is not null;

    /// <summary>The rows of a table that are wanted.</summary>
    /// <exception cref="LakeException">Invalid: an unknown column, a test that does not fit, or a limit below 0.</exception>
    public TableRows Rows(Invocation run, DeltaSnapshot table) =>
        TableRows.Of(table, run.Get(columns), Limit(run), where.Read(run, table.Schema));

    /// <summary>The changes that are wanted.</summary>
    /// <exception cref="LakeException">Invalid: an unknown column, a test that does not fit, or a limit below 0.</exception>
    public TableRows Rows(Invocation run, TableChanges changes) =>
        TableRows.Of(changes, run.Get(columns), Limit(run), where.Read(run, changes.Schema));

    /// <summary>Writes the rows where they are to go.</summary>
    /// <param name="run">The command.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="tableFolder">The local folder of the table that is read, in which nothing may be replaced; null for none.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>The file that was written; null where the rows went to standard output.</returns>
    /// <exception cref="LakeException">Refused: the file lies in the table's own folder, or may not be replaced.</exception>
    public async ValueTask<RowFile?> WriteAsync(Invocation run, TableRows rows, string? tableFolder, CancellationToken cancellationToken)
    {
        var chosen = Format(run);
        if (chosen == RowFormat.Table)
        {
            await RowPreview.WriteAsync(rows, run.Out, run.Paint, cancellationToken);
            return null;
        }

        var engine = run.Options(null).Parquet;
        if (File(run) is not { } file)
        {
            await run.Out.FlushAsync(cancellationToken);
            await RowOutput.WriteAsync(chosen, rows.Schema, rows.ReadAsync(cancellationToken), run.Context.StandardOutput, engine, cancellationToken);
            return null;
        }

        var path = LakeLocation.ResolveLocal(file, run.Context.CurrentDirectory);
        if (tableFolder is not null && !Path.GetRelativePath(tableFolder, path).Split(Path.DirectorySeparatorChar)[0].Equals("..", StringComparison.Ordinal))
        {
            throw LakeException.Refused($"'{file}' lies in the folder of the table that is read, and might replace a file of it. Choose a place outside of '{tableFolder}'.");
        }

        var size = 0L;
        await LongWork.RunAsync(run.Context, "Reading", rows.Total ?? LongWork.UnknownSteps, async step =>
        {
            rows.Given = given => step(given);
            size = await NewFile.WriteAsync(path, replace: true, run.Context.Entropy, stream =>
                RowOutput.WriteAsync(chosen, rows.Schema, rows.ReadAsync(cancellationToken), stream, engine, cancellationToken));
        });
        return new RowFile(file, RowFormats.Word(chosen), rows.Count, size);
    }

    /// <summary>How many rows at the most; null for all. A table for people has some.</summary>
    public long? Limit(Invocation run) => run.Get(limit) ?? (Format(run) == RowFormat.Table ? RowPreview.UsualRows : null);

    private string? File(Invocation run) => run.Get(output) is { } named && named != "-" ? named : null;

    private RowFormat Format(Invocation run)
    {
        var file = File(run);
        if (run.Get(format) is not { } word)
        {
            return file is not null ? RowFormats.OfTarget(file)
                : run.Json ? RowFormat.JsonLines
                : run.Context.IsOutTerminal && run.Get(output) is null ? RowFormat.Table
                : RowFormat.Csv;
        }

        return file is null || word != "table"
            ? RowFormats.OfFile(file ?? "") is RowFormat.ArrowFile && word == "arrow" ? RowFormat.ArrowFile : RowFormats.OfWord(word)
            : throw LakeException.Invalid("--format table is for people to see, not for files.");
    }
}
