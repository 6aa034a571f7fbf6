using System.CommandLine;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Local;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table read</c>: a table's rows, to see or to pipe on.</summary>
internal sealed class TableReadVerb : Verb
{
    private readonly Argument<string> table = new("[rev:]table") { Description = "The table" };
    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<long?> version = new("--version") { Description = "A version of the table's own log", HelpName = "number" };
    private readonly Option<string?> asOf = new("--as-of") { Description = "The table's newest version at a time, by its own log", HelpName = "time" };
    private readonly Option<string?> columns = new("--columns") { Description = "Only these columns, in this order, as a,b", HelpName = "names" };
    private readonly Option<long?> limit = new("--limit") { Description = "At most so many rows", HelpName = "count" };
    private readonly Option<string?> output = new("--output", "-o") { Description = "A file (.parquet, .arrow, .arrows, .csv, .jsonl), replaced if there; '-' for standard output", HelpName = "file" };
    private readonly Option<string?> format = new("--format") { Description = "The format; else by the file's extension, a table on a terminal, CSV in a pipe", HelpName = "format" };

    public TableReadVerb()
        : base(
            "read",
            "Read a table's rows; the same revision gives the same rows in the same order.",
            "lv table read flights",
            "lv table read flights --at v1.2 --columns origin,delay -o flights.parquet",
            "lv table read flights --format arrow | python -c \"import sys, pyarrow as pa; print(pa.ipc.open_stream(sys.stdin.buffer).read_all())\"")
    {
        format.AcceptOnlyFromAmong(RowFormats.Words);
        Add(table);
        foreach (var option in (Option[])[at, version, asOf, columns, limit, output, format])
        {
            Add(option);
        }
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(table), run.Get(at), cancellationToken);
        var snapshot = await TableRows.OpenAsync(place, run.Get(version), run.Get(asOf), run.Context.Time.GetUtcNow(), cancellationToken);
        var file = run.Get(output) is { } named && named != "-" ? named : null;
        var chosen = Format(run, file);
        var rows = TableRows.Of(snapshot, run.Get(columns), run.Get(limit) ?? (chosen == RowFormat.Table ? RowPreview.UsualRows : null));
        if (chosen == RowFormat.Table)
        {
            await RowPreview.WriteAsync(rows, snapshot.RowCount, run.Out, run.Paint, cancellationToken);
            return ExitCode.Done;
        }

        var engine = run.Options(null).Parquet;
        if (file is null)
        {
            await run.Out.FlushAsync(cancellationToken);
            await RowOutput.WriteAsync(chosen, rows.Schema, rows.ReadAsync(cancellationToken), run.Context.StandardOutput, engine, cancellationToken);
            return ExitCode.Done;
        }

        var path = LakeLocation.ResolveLocal(file, run.Context.CurrentDirectory);
        var size = await NewFile.WriteAsync(path, replace: true, run.Context.Entropy, stream =>
            RowOutput.WriteAsync(chosen, rows.Schema, rows.ReadAsync(cancellationToken), stream, engine, cancellationToken));
        Show(run, place, snapshot, chosen, file, rows.Count, size);
        return ExitCode.Done;
    }

    private static void Show(Invocation run, LakePlace place, DeltaSnapshot snapshot, RowFormat format, string file, long rows, long size)
    {
        var shape = new TableExportShape
        {
            Revision = place.Revision,
            Table = place.Path,
            TableVersion = snapshot.Version,
            Destination = file,
            Format = RowFormats.Word(format),
            Rows = rows,
            Files = 1,
            Bytes = size,
        };
        run.Show(shape, LvJson.Default.TableExportShape, answer => run.Out.WriteLine($"Wrote {Printable.Count(rows, "row")} to {answer.Destination} ({Printable.Size(size)})."));
    }

    private RowFormat Format(Invocation run, string? file)
    {
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
